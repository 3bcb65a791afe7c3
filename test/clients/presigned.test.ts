import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../src/index.js';
import { clientEnvironment, run, temporaryFolder } from './commands.js';
import { findPython } from './python.js';

const Bucket = 'pictures';
const python = await findPython();
const skipped = 'missing' in python ? ` (skipped: ${python.missing})` : '';

let aws: Tinsmith;
let client: S3Client;
let home: Awaited<ReturnType<typeof temporaryFolder>>;

/** curl's answer: the status, and the body. */
async function curl(...words: readonly string[]): Promise<{ readonly status: number; readonly body: string }> {
  const line = ['curl', '--silent', '--show-error', '--write-out', '\n%{http_code}', ...words];
  const { stdout, stderr } = await run(line, { PATH: process.env.PATH, HOME: home.path }, home.path);
  if (stderr !== '') throw new Error(stderr);
  const end = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) };
}

beforeAll(async () => {
  aws = await startTinsmith();
  home = await temporaryFolder();
  client = new S3Client(aws.clientConfig());
  await client.send(new CreateBucketCommand({ Bucket }));
  await writeFile(join(home.path, 'hello.txt'), 'hello');
});
afterAll(async () => {
  client?.destroy();
  await aws?.stop();
  await home?.remove();
});

describe('presigned URLs in curl', () => {
  it('put and get an object with the JavaScript SDK signing', async () => {
    const Key = 'from the sdk/ü.txt';
    const put = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key, ContentType: 'text/plain' }), { expiresIn: 60 });
    expect(await curl('--upload-file', 'hello.txt', '--header', 'content-type: text/plain', put)).toEqual({ status: 200, body: '' });
    const get = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key }), { expiresIn: 60 });
    expect(await curl(get)).toEqual({ status: 200, body: 'hello' });
    const named = new GetObjectCommand({ Bucket, Key, ResponseContentDisposition: 'attachment; filename="a.txt"' });
    const { body } = await curl('--include', await getSignedUrl(client, named, { expiresIn: 60 }));
    expect(body.toLowerCase()).toContain('content-disposition: attachment; filename="a.txt"\r\n');
  });

  it('answer for an object that is not there in XML', async () => {
    const get = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'nope' }), { expiresIn: 60 });
    const { status, body } = await curl(get);
    expect(status).toBe(404);
    expect(body).toContain('<Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>nope</Key>');
  });

  it.skipIf('missing' in python)(`put and get an object with boto3 signing, by both signature versions${skipped}`, async () => {
    if ('missing' in python) return;
    for (const version of ['s3v4', 's3']) {
      const program = [
        'import boto3, sys',
        'from botocore.config import Config',
        `s3 = boto3.client("s3", config=Config(signature_version="${version}"))`,
        `for method in ("put_object", "get_object"): print(s3.generate_presigned_url(method, Params={"Bucket": "${Bucket}", "Key": "from boto3/${version}"}, ExpiresIn=60))`,
      ].join('\n');
      const { stdout, stderr } = await run(
        [python.environment.python, '-c', program],
        clientEnvironment(aws.endpoint, home.path),
        home.path,
      );
      expect(stderr).toBe('');
      const [put = '', get = ''] = stdout.trim().split('\n');
      expect(await curl('--upload-file', 'hello.txt', put)).toEqual({ status: 200, body: '' });
      expect(await curl(get)).toEqual({ status: 200, body: 'hello' });
    }
  });
});
