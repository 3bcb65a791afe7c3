import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../src/index.js';
import { clientEnvironment, type Finished, run, temporaryFolder } from './commands.js';
import { findDebianProgram } from './debian.js';

const MIB = 1024 * 1024;
/** Beyond where both begin to upload in parts of 5 MiB. */
const large = Buffer.from(Array.from({ length: 11 * MIB }, (_, at) => (at * 31 + (at >> 9)) % 256));
const awkward = 'pictures/a b+ü%41.txt';

let aws: Tinsmith;
let client: S3Client;
let home: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  aws = await startTinsmith();
  client = new S3Client(aws.clientConfig());
  home = await temporaryFolder();
});
afterAll(async () => {
  client?.destroy();
  await aws?.stop();
  await home?.remove();
});

/** A folder with a large file, and one whose name needs care. */
async function makeSite(name: string): Promise<string> {
  const folder = join(home.path, name);
  await mkdir(join(folder, 'pictures'), { recursive: true });
  await writeFile(join(folder, 'index.html'), 'first');
  await writeFile(join(folder, awkward), 'awkward');
  await writeFile(join(folder, 'large.bin'), large);
  return folder;
}

const filesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

const partsOf = async (Bucket: string, Key: string): Promise<string | undefined> => {
  const { ETag, ContentLength } = await client.send(new HeadObjectCommand({ Bucket, Key }));
  expect(ContentLength).toBe(large.length);
  return /-(\d+)"$/.exec(ETag ?? '')?.[1];
};

const rclone = await findDebianProgram('rclone');
describe.skipIf('missing' in rclone)(`rclone${'missing' in rclone ? ` (skipped: ${rclone.missing})` : ''}`, () => {
  const call = async (...words: readonly string[]): Promise<Finished> => {
    if ('missing' in rclone) throw new Error(rclone.missing);
    const remote = { TYPE: 's3', PROVIDER: 'Other', ENV_AUTH: 'true', REGION: 'us-east-1', ENDPOINT: aws.endpoint };
    // Its own choice, private, is one that buckets without ACLs refuse.
    const settings = { ...remote, ACL: 'bucket-owner-full-control', BUCKET_ACL: 'private', UPLOAD_CUTOFF: '5M', CHUNK_SIZE: '5M' };
    const env = {
      ...clientEnvironment(aws.endpoint, home.path),
      ...rclone.program.env,
      ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [`RCLONE_CONFIG_AWS_${name}`, value])),
      RCLONE_CONFIG: '/dev/null',
      RCLONE_RETRIES: '1',
      RCLONE_LOW_LEVEL_RETRIES: '1',
    };
    return run([...rclone.program.command, ...words], env, home.path);
  };
  const succeed = async (...words: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await call(...words);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  };

  it('syncs a folder to a bucket and back, large files in parts, compares, lists, copies and purges', async () => {
    const site = await makeSite('for-rclone');
    await succeed('mkdir', 'aws:clone');
    await succeed('sync', site, 'aws:clone/www');
    expect((await call('check', site, 'aws:clone/www')).stderr).toContain('0 differences found');
    expect(await partsOf('clone', 'www/large.bin')).toBe('3');
    expect((await succeed('lsf', '-R', '--files-only', 'aws:clone/www')).trim().split('\n').sort()).toEqual(await filesIn(site));

    await writeFile(join(site, 'index.html'), 'second');
    await rm(join(site, awkward));
    expect((await call('check', site, 'aws:clone/www')).stderr).toContain('2 differences found');
    await succeed('sync', site, 'aws:clone/www');
    expect((await call('check', site, 'aws:clone/www')).stderr).toContain('0 differences found');

    await succeed('copyto', 'aws:clone/www/large.bin', 'aws:clone/copy.bin');
    expect(await succeed('cat', 'aws:clone/www/index.html', '--offset', '1', '--count', '3')).toBe('eco');
    await succeed('sync', 'aws:clone', 'from-rclone');
    expect(await filesIn(join(home.path, 'from-rclone'))).toEqual(['copy.bin', 'www/index.html', 'www/large.bin']);
    expect((await readFile(join(home.path, 'from-rclone/copy.bin'))).equals(large)).toBe(true);
    await succeed('deletefile', 'aws:clone/copy.bin');
    await succeed('purge', 'aws:clone');
    expect(await succeed('lsd', 'aws:')).toBe('');
  });
});

const s3cmd = await findDebianProgram('s3cmd');
describe.skipIf('missing' in s3cmd)(`s3cmd${'missing' in s3cmd ? ` (skipped: ${s3cmd.missing})` : ''}`, () => {
  const call = async (...words: readonly string[]): Promise<Finished> => {
    if ('missing' in s3cmd) throw new Error(s3cmd.missing);
    const { host } = new URL(aws.endpoint);
    const options = [`--host=${host}`, `--host-bucket=${host}`, '--no-ssl', '--no-progress', '--multipart-chunk-size-mb=5'];
    const env = { ...clientEnvironment(aws.endpoint, home.path), ...s3cmd.program.env };
    return run([...s3cmd.program.command, ...options, ...words], env, home.path);
  };
  const succeed = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { status, stdout, stderr } = await call(...words);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    return stdout.split('\n').filter((line) => line !== '');
  };
  const transfers = (lines: readonly string[]) => lines.filter((line) => /^(upload|download|delete):/.test(line)).length;

  it('syncs a folder to a bucket and back, large files in parts, lists and deletes', async () => {
    const site = await makeSite('for-s3cmd');
    // It signs for the region `US`, as S3 called its first one, until it is told another.
    expect(await succeed('mb', 's3://cmd')).toEqual(["Bucket 's3://cmd/' created"]);
    expect(transfers(await succeed('sync', `${site}/`, 's3://cmd/www/'))).toBe(3);
    expect(transfers(await succeed('sync', `${site}/`, 's3://cmd/www/'))).toBe(0);
    expect(await partsOf('cmd', 'www/large.bin')).toBe('3');
    await writeFile(join(site, 'index.html'), 'changed');
    await rm(join(site, awkward));
    expect(transfers(await succeed('sync', '--delete-removed', `${site}/`, 's3://cmd/www/'))).toBe(2);
    const listed = await succeed('ls', '--recursive', 's3://cmd');
    expect(listed.map((line) => line.split(/\s+/).slice(2).join(' '))).toEqual([
      '7 s3://cmd/www/index.html',
      `${large.length} s3://cmd/www/large.bin`,
    ]);

    expect(transfers(await succeed('sync', 's3://cmd/', 'from-s3cmd/'))).toBe(2);
    expect((await readFile(join(home.path, 'from-s3cmd/www/large.bin'))).equals(large)).toBe(true);
    expect(await readFile(join(home.path, 'from-s3cmd/www/index.html'), 'utf8')).toBe('changed');
    expect((await succeed('info', 's3://cmd/www/index.html')).map((line) => line.trim())).toContain('File size: 7');
    expect(transfers(await succeed('del', '--recursive', '--force', 's3://cmd'))).toBe(2);
    expect(await succeed('rb', 's3://cmd')).toEqual(["Bucket 's3://cmd/' removed"]);
    expect((await call('ls', 's3://cmd')).stderr).toContain("Bucket 'cmd' does not exist");
  });
});
