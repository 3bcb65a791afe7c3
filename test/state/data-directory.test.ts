import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { closeDataDirectory, type Migration, openDataDirectory } from '../../src/state/data-directory.js';
import { openState } from '../../src/state/open.js';
import { temporaryDirectory } from './temporary-directory.js';

it('refuses a second opening of a directory that is in use', async () => {
  const dataDirectory = temporaryDirectory();
  const kernel = await openState({ dataDirectory });
  onTestFinished(() => kernel.close());
  await expect(openState({ dataDirectory })).rejects.toMatchObject({ code: 'in-use', message: expect.stringContaining(dataDirectory) });
});

it('refuses a directory of a newer format, naming both, and leaves it alone', async () => {
  const dataDirectory = temporaryDirectory();
  await (await openState({ dataDirectory })).close();
  const file = join(dataDirectory, 'tinsmith.json');
  writeFileSync(file, '{"format":7}\n');
  await expect(openState({ dataDirectory })).rejects.toMatchObject({
    code: 'newer-format',
    message: expect.stringMatching(/format 7.*up to 2/),
  });
  expect(readFileSync(file, 'utf8')).toBe('{"format":7}\n');
});

it('refuses a directory of the format from before the first release, and leaves it alone', async () => {
  const directory = temporaryDirectory();
  closeDataDirectory(await openDataDirectory(directory, []));
  await expect(openState({ dataDirectory: directory })).rejects.toMatchObject({
    code: 'older-format',
    message: `The data directory ${directory} was written by a tinsmith from before the first release and can't be read; use an empty one`,
  });
  expect(JSON.parse(readFileSync(join(directory, 'tinsmith.json'), 'utf8'))).toEqual({ format: 1 });
});

it('takes an older format through every step, once', async () => {
  const directory = temporaryDirectory();
  closeDataDirectory(await openDataDirectory(directory, []));
  const taken: string[] = [];
  const step =
    (name: string): Migration =>
    (database) => {
      taken.push(name);
      database.exec(`CREATE TABLE "${name}" (x)`);
    };
  const steps = [step('to 2'), step('to 3')];
  closeDataDirectory(await openDataDirectory(directory, steps));
  expect(taken).toEqual(['to 2', 'to 3']);
  expect(JSON.parse(readFileSync(join(directory, 'tinsmith.json'), 'utf8'))).toEqual({ format: 3 });
  closeDataDirectory(await openDataDirectory(directory, steps));
  expect(taken).toHaveLength(2);
});

it('begins again at the step that failed', async () => {
  const directory = temporaryDirectory();
  closeDataDirectory(await openDataDirectory(directory, []));
  let broken = true;
  const taken: string[] = [];
  const steps: Migration[] = [
    () => taken.push('to 2'),
    () => {
      if (broken) throw new Error('power cut');
      taken.push('to 3');
    },
  ];
  await expect(openDataDirectory(directory, steps)).rejects.toThrow('power cut');
  broken = false;
  closeDataDirectory(await openDataDirectory(directory, steps));
  expect(taken).toEqual(['to 2', 'to 3']);
});

it('says that a directory cannot be written', async () => {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, '');
  await expect(openState({ dataDirectory: join(file, 'data') })).rejects.toMatchObject({ code: 'unwritable' });
});

it.runIf(existsSync('/proc/self'))('says so where a folder never appears (there is no /proc elsewhere than on Linux)', async () => {
  await expect(openState({ dataDirectory: '/proc/tinsmith/data' })).rejects.toMatchObject({ code: 'unwritable' });
});

it('makes the folders above it', async () => {
  const dataDirectory = join(temporaryDirectory(), 'one', 'two');
  await (await openState({ dataDirectory })).close();
  expect(existsSync(join(dataDirectory, 'state.db'))).toBe(true);
});

it('says in one line that a directory names no format', async () => {
  const dataDirectory = temporaryDirectory();
  writeFileSync(join(dataDirectory, 'tinsmith.json'), 'x\n');
  await expect(openState({ dataDirectory })).rejects.toMatchObject({ code: 'damaged', message: expect.stringMatching(/^[^\n]+$/) });
});

it('refuses a directory with a database that is not its own', async () => {
  const dataDirectory = temporaryDirectory();
  writeFileSync(join(dataDirectory, 'state.db'), '');
  await expect(openState({ dataDirectory })).rejects.toMatchObject({ code: 'not-ours' });
});

it('says that a database is damaged', async () => {
  const dataDirectory = temporaryDirectory();
  await (await openState({ dataDirectory })).close();
  writeFileSync(join(dataDirectory, 'state.db'), 'x'.repeat(10_000));
  await expect(openState({ dataDirectory })).rejects.toMatchObject({ code: 'damaged' });
});
