/** Names that lead out of a folder where they are taken for paths: for S3 they are keys like all others, or not there. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../../src/index.js';
import { openRaw } from '../../gateway/raw-client.js';
import { elementOf, type RawAnswer, send, signedFor } from '../emulator.js';

const SECRET = 'nobody may read this';

/** The data directory has neighbours, which nothing may read, change or join. */
let parent: string;
let aws: Tinsmith;
let neighbours: readonly string[];

const request = (method: string, target: string, headers: Readonly<Record<string, string>> = {}, body = ''): Promise<RawAnswer> =>
  send(aws, { method, target, headers: { ...signedFor('s3'), ...headers }, body });

/** Every file below, outside of the data directory, with what it holds and when it was written. */
async function outside(): Promise<readonly string[]> {
  const entries = await readdir(parent, { recursive: true, withFileTypes: true });
  const files = entries.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.startsWith(join(parent, 'data')));
  return Promise.all(
    files.sort().map(async (path) => {
      const { mtimeMs, size } = await stat(path);
      const isFile = entries.some((entry) => entry.isFile() && join(entry.parentPath, entry.name) === path);
      return `${relative(parent, path)} ${mtimeMs} ${size} ${isFile ? await readFile(path, 'utf8') : ''}`;
    }),
  );
}

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'tinsmith-paths-'));
  await mkdir(join(parent, 'bucket'));
  await Promise.all(['secret.txt', 'bucket/secret.txt'].map((name) => writeFile(join(parent, name), SECRET)));
  aws = await startTinsmith({ dataDir: join(parent, 'data') });
  expect((await request('PUT', '/bucket')).status).toBe(200);
  const versioning = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
  expect((await request('PUT', '/bucket?versioning', {}, versioning)).status).toBe(200);
  neighbours = await outside();
});
afterAll(async () => {
  await aws?.stop();
  expect(await outside()).toEqual(neighbours);
  await rm(parent, { recursive: true, force: true });
});

const WAYS_OUT = [
  ...['..', '.', '../', './', '../secret.txt', '../../secret.txt', '../../../secret.txt', 'a/../../../secret.txt', 'a/..', 'a/./b'],
  ...['..\\..\\secret.txt', '..\\', 'C:\\secret.txt', '\\\\host\\share', '/etc/passwd', '//etc/passwd', 'file:///etc/passwd', '~/.profile'],
  ...['%2e%2e/secret.txt', '..%2fsecret.txt', '%2e%2e%2fsecret.txt', '..%c0%af', '..;/secret.txt', '....//secret.txt', '..\u2215', '．．/'],
  ...['con', 'nul.txt', 'a:b', '.hidden', '-rf', '*', '$(id)', '`id`', 'a\nb', 'a\x01b', ' ', 'a ', '../'.repeat(341), 'ü'.repeat(512)],
];
const encodings: readonly (readonly [name: string, encode: (text: string) => string])[] = [
  ['as SDKs write it', (text) => text.split('/').map(encodeURIComponent).join('/')],
  ['with every byte escaped', (text) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')],
];

/** Of the data directory: what names no path of a caller's making can be. */
async function blobNames(): Promise<readonly string[]> {
  const files = await readdir(join(parent, 'data'), { recursive: true, withFileTypes: true });
  return files.filter((file) => file.isFile()).map((file) => relative(join(parent, 'data'), join(file.parentPath, file.name)));
}

describe('a key that looks like a path', () => {
  it.each(encodings)('is a key like any other, %s', async (_, encode) => {
    for (const key of WAYS_OUT) {
      const target = `/bucket/${encode(key)}`;
      expect.soft([key, (await request('PUT', target, {}, `body of ${key}`)).status]).toEqual([key, 200]);
      expect.soft((await request('GET', target)).body).toBe(`body of ${key}`);
      const copied = await request('PUT', '/bucket/copy', { 'x-amz-copy-source': `/bucket/${encode(key)}` });
      expect.soft([key, copied.status]).toEqual([key, 200]);
      expect.soft((await request('GET', '/bucket/copy')).body).toBe(`body of ${key}`);
      const list = await request('GET', `/bucket?list-type=2&encoding-type=url&max-keys=1&prefix=${encodeURIComponent(key)}`);
      const listed = decodeURIComponent((elementOf(list.body, 'Key') ?? '').replaceAll('+', '%20'));
      expect.soft(listed).toBe(key);
      expect.soft((await request('DELETE', target)).status).toBe(204);
      expect.soft((await request('GET', target)).status).toBe(404);
    }
  });

  it('is refused when it is too long, whatever it looks like', async () => {
    for (const key of ['../'.repeat(342), 'a'.repeat(1025), '..%2f'.repeat(1000)]) {
      const { status, body } = await request('PUT', `/bucket/${key}`, {}, 'long');
      expect([status, elementOf(body, 'Code')]).toEqual([400, 'KeyTooLongError']);
    }
  });

  it('comes through a socket as it was sent', async () => {
    const { authorization } = signedFor('s3');
    const answerTo = async (line: string, body = ''): Promise<string> => {
      const connection = openRaw(Number(new URL(aws.endpoint).port));
      const head = [`${line} HTTP/1.1`, 'Host: localhost', `Authorization: ${authorization}`, 'Connection: close'];
      connection.send(`${head.join('\r\n')}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      return connection.rest();
    };
    for (const path of ['/bucket/../../secret.txt', '/bucket/%2e%2e/%2e%2e/secret.txt', '/bucket//etc/passwd', '/bucket/..\\secret.txt']) {
      expect(await answerTo(`PUT ${path}`, `put to ${path}`)).toMatch(/^HTTP\/1\.1 200 /);
      expect((await answerTo(`GET ${path}`)).split('\r\n\r\n')[1]).toBe(`put to ${path}`);
    }
  });

  it('lies in a file that is named by nobody but the emulator', async () => {
    await request('PUT', '/bucket/../../secret.txt', {}, 'mine');
    const names = await blobNames();
    expect(names.filter((name) => name.startsWith('blobs')).length).toBeGreaterThan(0);
    for (const name of names) expect(name).toMatch(/^(blobs\/[0-9a-f]{2}\/[0-9a-f-]{36}|[a-z.-]+)$/);
  });
});

describe('an identifier that looks like a path', () => {
  // Two of them are names that a bucket may have.
  const paths = WAYS_OUT.filter((text) => !['con', 'nul.txt', ' '].includes(text)).map((text) => [text, encodeURIComponent(text)] as const);

  /** The refusal's status and code; what a neighbour holds is never part of it. */
  const refused = async (...asked: Parameters<typeof request>): Promise<string> => {
    const { status, body } = await request(...asked);
    expect.soft(body).not.toContain(SECRET);
    return `${status} ${elementOf(body, 'Code') ?? ''}`;
  };

  it('names no bucket', async () => {
    for (const [name, encoded] of paths) {
      // A slash ends the bucket's name where it isn't encoded, and a first one leaves it empty.
      expect.soft([name, await refused('PUT', `/${encoded}`)]).toEqual([name, '400 InvalidBucketName']);
      for (const target of [`/${encoded}/secret.txt`, `/${encoded}?list-type=2`])
        expect.soft([target, await refused('GET', target)]).toEqual([target, '404 NoSuchBucket']);
      expect.soft([name, await refused('DELETE', `/${encoded}`)]).toEqual([name, '404 NoSuchBucket']);
      const copy = { 'x-amz-copy-source': `/${encoded}/secret.txt` };
      expect.soft([name, await refused('PUT', '/bucket/copy', copy)]).toEqual([name, expect.stringMatching(/^(404 NoSuch|400 Invalid)/)]);
    }
    for (const host of ['..', '../..', '..%2f', '.', '%2e%2e', '..\\'].map((name) => `${name}.s3.us-east-1.amazonaws.com`))
      expect.soft([host, await refused('GET', '/secret.txt', { host })]).toEqual([host, expect.stringMatching(/^(404|400) /)]);
  });

  it('names no upload', async () => {
    for (const [name, encoded] of paths) {
      for (const [method, query] of [
        ['PUT', `uploadId=${encoded}&partNumber=1`],
        ['GET', `uploadId=${encoded}`],
        ['DELETE', `uploadId=${encoded}`],
      ] as const)
        expect.soft([name, method, await refused(method, `/bucket/key?${query}`)]).toEqual([name, method, '404 NoSuchUpload']);
      const parts = '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>a</ETag></Part></CompleteMultipartUpload>';
      expect.soft([name, await refused('POST', `/bucket/key?uploadId=${encoded}`, {}, parts)]).toEqual([name, '404 NoSuchUpload']);
      const marked = await request('GET', `/bucket?uploads&key-marker=${encoded}&upload-id-marker=${encoded}`);
      expect.soft([name, marked.status]).toEqual([name, expect.toBeOneOf([200, 400])]);
    }
  });

  it('names no version', async () => {
    for (const [name, encoded] of paths) {
      for (const method of ['GET', 'DELETE'])
        expect
          .soft([name, method, await refused(method, `/bucket/key?versionId=${encoded}`)])
          .toEqual([name, method, '400 InvalidArgument']);
      expect.soft([name, await refused('GET', `/bucket/key?tagging&versionId=${encoded}`)]).toEqual([name, '400 InvalidArgument']);
      const copy = { 'x-amz-copy-source': `/bucket/key?versionId=${encoded}` };
      expect.soft([name, await refused('PUT', '/bucket/copy', copy)]).toEqual([name, '400 InvalidArgument']);
    }
  });
});
