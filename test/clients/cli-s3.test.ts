import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsCli, openCli } from './aws-cli.js';
import { findPython } from './python.js';

const python = await findPython();
const skipped = 'missing' in python ? ` (skipped: ${python.missing})` : '';

const lines = (text: string): readonly string[] => text.split(/[\r\n]+/).filter((line) => line !== '');

describe.skipIf('missing' in python)(`the AWS CLI with S3${skipped}`, () => {
  let cli: AwsCli;
  const s3 = (...words: readonly string[]) => cli.text('s3', ...words);

  /** What a command did with each file, in any order. */
  const done = async (...words: readonly string[]): Promise<readonly string[]> => [...lines(await s3(...words, '--no-progress'))].sort();
  const keys = async (bucket: string): Promise<unknown> =>
    cli.answer('s3api', 'list-objects-v2', '--bucket', bucket, '--query', 'Contents[].Key');

  beforeAll(async () => {
    cli = await openCli(python);
  });
  afterAll(() => cli?.close());

  it('syncs a folder to a bucket and back, what has changed only, and deletes what is gone', async () => {
    const folder = join(cli.home, 'site');
    await mkdir(join(folder, 'pictures'), { recursive: true });
    await Promise.all(
      ['index.html', 'notes.tmp', 'pictures/a b+ü.txt', 'pictures/b.txt'].map((name) => writeFile(join(folder, name), `this is ${name}`)),
    );
    expect(await s3('mb', 's3://site')).toBe('make_bucket: site');
    const sync = ['sync', 'site', 's3://site/www', '--exclude', '*.tmp'];
    expect(await done(...sync)).toEqual([
      'upload: site/index.html to s3://site/www/index.html',
      'upload: site/pictures/a b+ü.txt to s3://site/www/pictures/a b+ü.txt',
      'upload: site/pictures/b.txt to s3://site/www/pictures/b.txt',
    ]);
    expect(await done(...sync)).toEqual([]);
    await writeFile(join(folder, 'index.html'), 'this is the second index.html');
    await rm(join(folder, 'pictures/b.txt'));
    expect(await done(...sync)).toEqual(['upload: site/index.html to s3://site/www/index.html']);
    expect(await done(...sync, '--delete')).toEqual(['delete: s3://site/www/pictures/b.txt']);
    expect(await cli.text('s3api', 'head-object', '--bucket', 'site', '--key', 'www/index.html', '--query', 'ContentType')).toBe(
      '"text/html"',
    );

    expect(await done('sync', 's3://site/www', 's3://site/copy')).toEqual([
      'copy: s3://site/www/index.html to s3://site/copy/index.html',
      'copy: s3://site/www/pictures/a b+ü.txt to s3://site/copy/pictures/a b+ü.txt',
    ]);
    expect(await done('sync', 's3://site/copy', 'back')).toHaveLength(2);
    expect(await done('sync', 's3://site/copy', 'back')).toEqual([]);
    expect(await readFile(join(cli.home, 'back/pictures/a b+ü.txt'), 'utf8')).toBe('this is pictures/a b+ü.txt');
    expect(await readFile(join(cli.home, 'back/index.html'), 'utf8')).toBe('this is the second index.html');
  });

  it('copies many files and a large one, moves, lists and removes them, and the bucket with all that is in it', async () => {
    const folder = join(cli.home, 'many');
    await mkdir(folder);
    const names = Array.from({ length: 120 }, (_, at) => `${String(at).padStart(3, '0')}.txt`);
    await Promise.all(names.map((name) => writeFile(join(folder, name), name)));
    // Above 8 MiB the CLI uploads, copies and downloads in parts.
    const large = Buffer.from(Array.from({ length: 9 * 1024 * 1024 }, (_, at) => (at * 31 + (at >> 8)) % 256));
    await writeFile(join(folder, 'large.bin'), large);
    await s3('mb', 's3://many');
    expect(await done('cp', 'many', 's3://many/in', '--recursive', '--storage-class', 'STANDARD_IA')).toHaveLength(121);
    expect(await keys('many')).toEqual([...names, 'large.bin'].map((name) => `in/${name}`));
    const head = await cli.answer('s3api', 'head-object', '--bucket', 'many', '--key', 'in/large.bin');
    expect(head).toMatchObject({ ContentLength: large.length, ETag: expect.stringMatching(/-2"$/), StorageClass: 'STANDARD_IA' });
    expect(lines(await s3('ls', 's3://many', '--recursive', '--summarize')).slice(-2)).toEqual([
      'Total Objects: 121',
      `   Total Size: ${120 * 7 + large.length}`,
    ]);

    expect(await done('mv', 's3://many/in/', 's3://many/out/', '--recursive', '--exclude', '*', '--include', '00?.txt')).toHaveLength(10);
    expect(await done('cp', 's3://many/in/large.bin', 's3://many/out/large.bin')).toHaveLength(1);
    expect(await done('cp', 's3://many/out', 'out', '--recursive')).toHaveLength(11);
    expect(await readdir(join(cli.home, 'out'))).toHaveLength(11);
    expect((await readFile(join(cli.home, 'out/large.bin'))).equals(large)).toBe(true);
    expect(lines(await s3('rm', 's3://many/in', '--recursive', '--exclude', '*.bin'))).toHaveLength(110);
    expect(await keys('many')).toEqual(['in/large.bin', ...names.slice(0, 10).map((name) => `out/${name}`), 'out/large.bin']);

    const refused = await cli.run('s3', 'rb', 's3://many');
    expect(refused.stderr).toContain(
      '(BucketNotEmpty) when calling the DeleteBucket operation: The bucket you tried to delete is not empty',
    );
    expect(await s3('rb', 's3://many', '--force')).toMatch(/remove_bucket: many$/);
    expect((await cli.run('s3', 'ls', 's3://many')).stderr).toContain('(NoSuchBucket)');
  });

  it('presigns URLs that anyone may read by', async () => {
    await s3('mb', 's3://shared');
    await writeFile(join(cli.home, 'note.txt'), 'read me');
    await s3('cp', 'note.txt', 's3://shared/a b/note.txt', '--metadata', 'colour=green');
    const url = await s3('presign', 's3://shared/a b/note.txt', '--expires-in', '60');
    const answer = await fetch(url);
    expect([answer.status, answer.headers.get('x-amz-meta-colour'), await answer.text()]).toEqual([200, 'green', 'read me']);
    const gone = await fetch(await s3('presign', 's3://shared/none'));
    expect([gone.status, await gone.text()]).toEqual([404, expect.stringContaining('<Code>NoSuchKey</Code>')]);
  });
});
