import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../src/index.js';

const Bucket = 'uploads';
/** What the file's name takes the place of. */
const FILENAME = `\${filename}`;

let aws: Tinsmith;
let client: S3Client;
beforeAll(async () => {
  // With signatures checked: a form's policy speaks for who signed it, and the browser that sends it has no credentials.
  aws = await startTinsmith({ auth: true });
  client = new S3Client(aws.clientConfig());
  await client.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  client?.destroy();
  await aws?.stop();
});

const presign = (options: Partial<PresignedPostOptions>): Promise<PresignedPost> =>
  createPresignedPost(client, { Bucket, Key: 'photos/one.txt', Expires: 600, ...options });

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** As a page sends its form: the fields, and the file behind them. */
async function upload({ url, fields }: PresignedPost, file: Blob | File, changed: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...changed })) form.append(name, value);
  form.append('file', file);
  const answer = await fetch(url, { method: 'POST', body: form, redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

const text = (content: string, name = 'one.txt'): File => new File([content], name, { type: 'text/plain' });

async function refusal(answer: Promise<Answer>): Promise<readonly [status: number, code: string | undefined, message: string | undefined]> {
  const { status, body } = await answer;
  return [status, /<Code>([^<]*)</.exec(body)?.[1], /<Message>([^<]*)</.exec(body)?.[1]?.replaceAll('&quot;', '"')];
}

const read = (Key: string) => client.send(new GetObjectCommand({ Bucket, Key }));

describe('a form that the JavaScript SDK presigns', () => {
  it('uploads a file within its conditions', async () => {
    const post = await presign({
      Key: `photos/${FILENAME}`,
      Conditions: [
        { bucket: Bucket },
        ['starts-with', '$key', 'photos/'],
        ['content-length-range', 1, 2_000_000],
        ['eq', '$x-amz-storage-class', 'STANDARD_IA'],
        ['starts-with', '$Content-Type', 'text/'],
      ],
      Fields: {
        'x-amz-storage-class': 'STANDARD_IA',
        'Content-Type': 'text/markdown',
        success_action_status: '201',
        'x-amz-meta-colour': 'green',
      },
    });
    const content = 'ü'.repeat(500_000);
    const { status, headers, body } = await upload(post, text(content, 'höhe a.txt'));
    expect(status, body).toBe(201);
    expect(body).toContain(`<Bucket>${Bucket}</Bucket><Key>photos/höhe a.txt</Key>`);
    const { Body, ContentType, Metadata, ETag, StorageClass } = await read('photos/höhe a.txt');
    expect([await Body?.transformToString(), ContentType, Metadata, StorageClass, ETag]).toEqual([
      content,
      'text/markdown',
      { colour: 'green' },
      'STANDARD_IA',
      headers.get('etag'),
    ]);
  });

  it('sends the browser on to a page of its own', async () => {
    const post = await presign({ Fields: { success_action_redirect: 'https://app.example.com/done?from=form' } });
    const { status, headers } = await upload(post, text('one'));
    expect(status).toBe(303);
    const to = new URL(headers.get('location') ?? '');
    expect([to.origin, to.pathname]).toEqual(['https://app.example.com', '/done']);
    expect(Object.fromEntries(to.searchParams)).toEqual({
      from: 'form',
      bucket: Bucket,
      key: 'photos/one.txt',
      etag: '"f97c5d29941bfb1b2fdab0874906ab82"',
    });
  });

  it('is refused with a file, a field or a signature that it is not for', async () => {
    const post = await presign({
      Key: 'photos/two.txt',
      Conditions: [['content-length-range', 2, 5]],
      Fields: { 'x-amz-storage-class': 'STANDARD_IA' },
    });
    expect(await refusal(upload(post, text('x')))).toEqual([
      400,
      'EntityTooSmall',
      'Your proposed upload is smaller than the minimum allowed size',
    ]);
    expect(await refusal(upload(post, text('123456')))).toEqual([
      400,
      'EntityTooLarge',
      'Your proposed upload exceeds the maximum allowed size',
    ]);
    expect(await refusal(upload(post, text('123'), { 'x-amz-storage-class': 'GLACIER' }))).toEqual([
      403,
      'AccessDenied',
      'Invalid according to Policy: Policy Condition failed: ["eq", "$x-amz-storage-class", "STANDARD_IA"]',
    ]);
    expect(await refusal(upload(post, text('123'), { key: 'elsewhere.txt' }))).toEqual([
      403,
      'AccessDenied',
      'Invalid according to Policy: Policy Condition failed: ["eq", "$key", "photos/two.txt"]',
    ]);
    expect(await refusal(upload(post, text('123'), { 'x-amz-meta-colour': 'red' }))).toEqual([
      403,
      'AccessDenied',
      'Invalid according to Policy: Extra input fields: x-amz-meta-colour',
    ]);
    expect(await refusal(upload(post, text('123'), { 'X-Amz-Signature': '0'.repeat(64) }))).toEqual([
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    ]);
    const late = await presign({ Key: 'photos/two.txt', Expires: 60 });
    await aws.clock.advance(61_000);
    expect(await refusal(upload(late, text('123')))).toEqual([403, 'AccessDenied', 'Invalid according to Policy: Policy expired.']);
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'photos/two' }));
    expect(Contents).toBeUndefined();
  });
});
