import { GetObjectTorrentCommand, PutObjectCommand, WriteGetObjectResponseCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

describe.each(engines)('operations that have nothing to give (%s)', (engine) => {
  const opened = openBucket(engine);

  it('GetObjectTorrent is not allowed on any object', async () => {
    await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
    expect(await refusal(opened.s3.send(new GetObjectTorrentCommand({ Bucket, Key: 'k' })))).toMatchObject({
      code: 'MethodNotAllowed',
      message: 'The specified method is not allowed against this resource.',
      status: 405,
      members: { Method: 'GET', ResourceType: 'TORRENT' },
    });
    expect(await refusal(opened.s3.send(new GetObjectTorrentCommand({ Bucket, Key: 'none' })))).toMatchObject({ code: 'NoSuchKey' });
  });

  it('WriteGetObjectResponse finds no read that waits for it', async () => {
    const answer = opened.s3.send(new WriteGetObjectResponseCommand({ RequestRoute: 'io-cell001', RequestToken: 'token', Body: 'x' }));
    expect(await refusal(answer)).toMatchObject({ code: 'ValidationError', message: 'Invalid token', status: 400 });
  });
});
