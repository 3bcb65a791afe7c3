/** npm run models:import -- [--name <name>] [--package <package>] [--version <version>] <file or folder>... */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ImportError } from './import-error.js';
import { readSource } from './source.js';
import { writeModels } from './write-models.js';

const usage = 'usage: npm run models:import -- [--name <name>] [--package <package>] [--version <version>] <file or folder>...';

function run(): void {
  const { values, positionals } = readArguments();
  if (positionals.length === 0) throw new ImportError(usage);
  const folder = values.models ?? join(fileURLToPath(new URL('../..', import.meta.url)), 'models');
  const models = positionals.flatMap((path) => readSource(path, { package: values.package, version: values.version }));
  const names = writeModels(folder, models, values.name);
  console.log(`imported ${names.join(', ')}`);
}

function readArguments() {
  const options = {
    name: { type: 'string' },
    package: { type: 'string' },
    version: { type: 'string' },
    models: { type: 'string' },
  } as const;
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (problem) {
    throw new ImportError(`${problem instanceof Error ? problem.message : String(problem)}\n${usage}`);
  }
}

try {
  run();
} catch (problem) {
  if (!(problem instanceof ImportError)) throw problem;
  console.error(problem.message);
  process.exitCode = 2;
}
