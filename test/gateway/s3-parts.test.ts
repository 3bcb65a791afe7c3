/** Requests for parts of S3's buckets and objects, with methods that these don't have. */
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elementOf, engines, type OpenEmulator, openEmulator, send, signedFor } from '../services/emulator.js';

describe.each(engines)('a request for a part of what S3 holds (%s)', (engine) => {
  let emulator: OpenEmulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await openEmulator(engine);
    s3 = new S3Client(emulator.aws.clientConfig());
    await s3.send(new CreateBucketCommand({ Bucket: 'whole' }));
    await s3.send(new CreateBucketCommand({ Bucket: 'empty' }));
    await s3.send(new PutObjectCommand({ Bucket: 'whole', Key: 'key', Body: 'content' }));
  });
  afterAll(async () => {
    s3.destroy();
    await emulator.close();
  });
  const ask = async (method: string, target: string) => {
    const { status, body } = await send(emulator.aws, { method, target, headers: { ...signedFor('s3'), 'content-length': '0' }, body: '' });
    const elements = ['Code', 'Message', 'Method', 'ResourceType', 'ArgumentName', 'ArgumentValue'].map((name) => elementOf(body, name));
    return [status, ...elements.filter((text) => text !== undefined)];
  };
  const notAllowed = (method: string, type: string) => [
    405,
    'MethodNotAllowed',
    'The specified method is not allowed against this resource.',
    method,
    type,
  ];

  it.each([
    ['PUT', '/whole/key?uploadId=some', 'UPLOAD'],
    ['PUT', '/whole/key?uploads', 'UPLOADS'],
    ['PUT', '/whole/key?attributes', 'OBJECT_ATTRIBUTES'],
    ['POST', '/whole/key', 'OBJECT'],
    ['POST', '/whole/key?upload', 'OBJECT'],
    ['DELETE', '/whole/key?acl', 'ACL'],
    ['DELETE', '/whole/key?retention', 'RETENTION'],
    ['DELETE', '/whole/key?annotation', 'OBJECT_ANNOTATION'],
    ['PUT', '/new-bucket?location', 'LOCATION'],
    ['DELETE', '/empty?versioning', 'VERSIONING'],
    ['DELETE', '/empty?analytics', 'ANALYTICS'],
  ])('is not one for the whole: %s %s', async (method, target, type) => {
    expect(await ask(method, target)).toEqual(notAllowed(method, type));
    expect(await s3.send(new HeadObjectCommand({ Bucket: 'whole', Key: 'key' }))).toMatchObject({ ContentLength: 7 });
    expect(await ask('HEAD', '/empty')).toEqual([200]);
    expect(await ask('HEAD', '/new-bucket')).toEqual([404]);
  });

  it('is for no version where it makes one', async () => {
    const message = 'This operation does not accept a version-id.';
    expect(await ask('PUT', '/whole/key?versionId=some')).toEqual([400, 'InvalidArgument', message, 'versionId', 'some']);
    expect((await ask('PUT', '/whole/key?tagging&versionId=null')).slice(0, 2)).toEqual([400, 'MissingRequestBodyError']);
  });

  it('of an upload names the upload with its part', async () => {
    const message = 'This operation does not accept partNumber without uploadId';
    expect(await ask('PUT', '/whole/key?partNumber=1')).toEqual([400, 'InvalidArgument', message, 'partNumber', 'partNumber']);
    const conflict = 'Conflicting query string parameters: uploadId, uploads';
    expect(await ask('POST', '/whole/key?uploads&uploadId=some')).toEqual([400, 'InvalidArgument', conflict, 'ResourceType', 'uploadId']);
  });
});
