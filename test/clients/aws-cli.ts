/** The AWS CLI in a home of its own, beside an emulator of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { startTinsmith } from '../../src/index.js';
import { clientEnvironment, type Finished, temporaryFolder } from './commands.js';
import type { PythonOutcome } from './python.js';

export interface AwsCli {
  /** The folder that commands run in. */
  readonly home: string;
  /** Of the emulator. */
  readonly endpoint: string;
  /** One run of `aws`, the words as they would stand on a command line. */
  run(...words: readonly string[]): Promise<Finished>;
  /** What a run prints; a refusal fails the test. */
  text(...words: readonly string[]): Promise<string>;
  /** The JSON that a run prints, undefined when it prints nothing; a refusal fails the test. */
  answer(...words: readonly string[]): Promise<unknown>;
  /** Writes JSON, or text as it is, into the home. @returns `file://` and its name, as parameters take it. */
  file(name: string, content: unknown): Promise<string>;
  close(): Promise<void>;
}

const session = fileURLToPath(new URL('python/cli_session.py', import.meta.url));

/** A process that runs commands one after the other, which is several times faster than a start of the CLI for each. */
function openSession(python: string, endpoint: string, home: string) {
  const child = spawn(python, ['-B', session], {
    env: clientEnvironment(endpoint, home),
    cwd: home,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const waiting: ((finished: Finished) => void)[] = [];
  // As the session prints it.
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(JSON.parse(line) as Finished));
  void closed.then(() => {
    for (const end of waiting.splice(0)) end({ status: 1, stdout: '', stderr: 'the session has ended' });
  });
  return {
    run: (words: readonly string[]) =>
      new Promise<Finished>((resolve) => {
        waiting.push(resolve);
        child.stdin.write(`${JSON.stringify(words)}\n`);
      }),
    close: async () => {
      child.stdin.end();
      await closed;
    },
  };
}

export async function openCli(python: PythonOutcome): Promise<AwsCli> {
  if ('missing' in python) throw new Error(python.missing);
  const aws = await startTinsmith();
  const home = await temporaryFolder();
  const commands = openSession(python.environment.python, aws.endpoint, home.path);
  const runCli: AwsCli['run'] = (...words) => commands.run(words);
  const text: AwsCli['text'] = async (...words) => {
    const { status, stdout, stderr } = await runCli(...words);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout.trim();
  };
  return {
    home: home.path,
    endpoint: aws.endpoint,
    run: runCli,
    text,
    answer: async (...words) => {
      const said = await text(...words);
      return said === '' ? undefined : JSON.parse(said);
    },
    file: async (name, content) => {
      await writeFile(join(home.path, name), typeof content === 'string' ? content : JSON.stringify(content));
      return `file://${name}`;
    },
    close: async () => {
      await commands.close();
      await aws.stop();
      await home.remove();
    },
  };
}
