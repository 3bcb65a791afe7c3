/** From the command line to a serving emulator, and from a signal to its end. */
import { type Environment, helpText, OptionError, type Options, parseCommand } from './options.js';
import { type Running, start } from './start.js';
import { version } from './version.js';

/** Prints `Ready.` once it serves. A bad option costs one line on standard error and exit code 2. */
export async function runCommand(argv: readonly string[], env: Environment): Promise<void> {
  try {
    const command = parseCommand(argv, env);
    if (command.kind === 'help') process.stdout.write(helpText);
    else if (command.kind === 'version') process.stdout.write(`tinsmith ${version}\n`);
    else await serve(command.options);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    process.stderr.write(`tinsmith: ${error.message}\n`);
    process.exit(2);
  }
}

async function serve(options: Options): Promise<void> {
  const running = await start(options);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(running));
  process.stdout.write(`tinsmith listening on ${running.endpoint}\nReady.\n`);
}

/** A second signal finds no handler and ends the process at once. */
async function stop(running: Running): Promise<void> {
  try {
    await running.stop();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`tinsmith: failed to stop: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
