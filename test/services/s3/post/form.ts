/** Browsers' forms, as requests and their answers. */
import { createHmac } from 'node:crypto';
import type { RawAnswer, RawRequest } from '../../emulator.js';
import { Bucket } from '../s3-client.js';

/** What the file's name takes the place of. */
export const FILENAME = `\${filename}`;

export type FormEntry = readonly [name: string, value: string];

export interface FormFile {
  readonly content: string | Uint8Array;
  readonly filename?: string;
}

const BOUNDARY = '----WebKitFormBoundaryu1';

/** The form's body; without a file when none is given. */
export function encodeForm(entries: readonly FormEntry[], file?: FormFile, after: readonly FormEntry[] = []): Buffer {
  const part = ([name, value]: FormEntry): string => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const parts: (string | Uint8Array)[] = entries.map(part);
  if (file !== undefined) {
    const filename = file.filename === undefined ? '' : `; filename="${file.filename}"`;
    parts.push(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"${filename}\r\nContent-Type: text/x-file\r\n\r\n`,
      file.content,
      '\r\n',
    );
  }
  parts.push(...after.map(part), `--${BOUNDARY}--\r\n`);
  return Buffer.concat(parts.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
}

export function formRequest(entries: readonly FormEntry[], file?: FormFile, after?: readonly FormEntry[]): RawRequest {
  return {
    method: 'POST',
    target: `/${Bucket}`,
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: encodeForm(entries, file, after),
  };
}

export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const TEST: Signer = { accessKeyId: 'test', secretAccessKey: 'test' };
const DATE = '20260301T120000Z';

export const encodePolicy = (conditions: readonly unknown[], expiration = '2026-03-01T13:00:00Z'): string =>
  Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64');

/** The fields that sign a policy by version 4, which has to cover them. */
export function signV4(conditions: readonly unknown[], { accessKeyId, secretAccessKey }: Signer = TEST, expiration?: string): FormEntry[] {
  const own = {
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${accessKeyId}/20260301/us-east-1/s3/aws4_request`,
    'x-amz-date': DATE,
  };
  const policy = encodePolicy(
    [{ bucket: Bucket }, ...conditions, ...Object.entries(own).map(([name, value]) => ({ [name]: value }))],
    expiration,
  );
  const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
  const key = ['20260301', 'us-east-1', 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return [...Object.entries(own), ['policy', policy], ['x-amz-signature', hmac(key, policy).toString('hex')]];
}

export function signV2(conditions: readonly unknown[], { accessKeyId, secretAccessKey }: Signer = TEST): FormEntry[] {
  const policy = encodePolicy([{ bucket: Bucket }, ...conditions]);
  const signature = createHmac('sha1', secretAccessKey).update(policy).digest('base64');
  return [
    ['AWSAccessKeyId', accessKeyId],
    ['policy', policy],
    ['signature', signature],
  ];
}

/** What an XML refusal says, without its ids. */
export function refusalIn({ status, body }: RawAnswer): Record<string, string | number> {
  const members = [...body.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].filter(([, name]) => name !== 'RequestId' && name !== 'HostId');
  const decoded = (text = ''): string =>
    text.replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  return { status, ...Object.fromEntries(members.map(([, name = '', text]) => [name, decoded(text)])) };
}
