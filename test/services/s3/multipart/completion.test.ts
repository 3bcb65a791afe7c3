import { CompleteMultipartUploadCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';
import { plain, startUpload } from './multipart-client.js';

const NO_PART =
  "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
const FOUR_BYTES = '"8d777f385d3dfec8815d20f7496026dc"';
const refused = (code: string, message: string, members: object = {}, status = 400) => ({ code, message, status, members });

describe.each(engines)('completing an upload (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = async (Key: string, Body: string) => (await opened.s3.send(new PutObjectCommand({ Bucket, Key, Body }))).ETag ?? '';

  it('wants at least one part', async () => {
    const { complete } = await startUpload(opened, 'none');
    expect(await refusal(complete([]))).toEqual(refused('InvalidRequest', 'You must specify at least one part'));
  });

  it('wants parts of 5 MiB, but for the last', async () => {
    const { part, complete } = await startUpload(opened, 'small');
    const parts = [plain(await part(1, 'data')), plain(await part(2, 'data'))];
    expect(await refusal(complete(parts))).toEqual(
      refused('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
        ETag: '8d777f385d3dfec8815d20f7496026dc',
        MinSizeAllowed: '5242880',
        PartNumber: '1',
        ProposedSize: '4',
      }),
    );
  });

  it('wants the parts that were uploaded', async () => {
    const { UploadId, part, complete } = await startUpload(opened, 'wrong');
    await part(1, 'data');
    expect(await refusal(complete([{ PartNumber: 2, ETag: FOUR_BYTES }]))).toEqual(
      refused('InvalidPart', NO_PART, { UploadId, PartNumber: '2', ETag: '8d777f385d3dfec8815d20f7496026dc' }),
    );
    expect(await refusal(complete([{ PartNumber: 1, ETag: '"d41d8cd98f00b204e9800998ecf8427e"' }]))).toEqual(
      refused('InvalidPart', NO_PART, { UploadId, PartNumber: '1', ETag: 'd41d8cd98f00b204e9800998ecf8427e' }),
    );
    // Quotes may be missing.
    await complete([{ PartNumber: 1, ETag: FOUR_BYTES.replaceAll('"', '') }]);
  });

  it('is refused for an upload that there is not, whatever the ETags of its parts are', async () => {
    const none = { Bucket, Key: 'none', UploadId: 'none' };
    for (const ETag of ['a', '"', 'é', '0'.repeat(31), 'g'.repeat(32), '0'.repeat(32)]) {
      const complete = new CompleteMultipartUploadCommand({ ...none, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } });
      expect(await refusal(opened.s3.send(complete))).toEqual(
        refused(
          'NoSuchUpload',
          'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
          { UploadId: 'none' },
          404,
        ),
      );
    }
  });

  it('wants them in order, each once', async () => {
    const { UploadId, part, complete } = await startUpload(opened, 'order');
    const [one, two] = [plain(await part(1, 'data')), plain(await part(2, 'data'))];
    const message = 'The list of parts was not in ascending order. Parts must be ordered by part number.';
    expect(await refusal(complete([two, one]))).toEqual(refused('InvalidPartOrder', message, { UploadId }));
    expect(await refusal(complete([one, one]))).toEqual(refused('InvalidPartOrder', message, { UploadId }));
  });

  it('wants their numbers and ETags', async () => {
    const { part, complete } = await startUpload(opened, 'named');
    const one = plain(await part(1, 'data'));
    const malformed = refused(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
      {},
    );
    expect(await refusal(complete([{ PartNumber: 1 }]))).toEqual(malformed);
    expect(await refusal(complete([{ ETag: one.ETag }]))).toEqual(malformed);
    expect(await refusal(complete([{ ...one, PartNumber: 0 }]))).toEqual(
      refused('InvalidArgument', 'PartNumber must be >= 1', { ArgumentName: 'PartNumber', ArgumentValue: '0' }),
    );
  });

  it('checks the size that the caller expects', async () => {
    const { part, complete } = await startUpload(opened, 'sized');
    const parts = [plain(await part(1, 'data'))];
    expect(await refusal(complete(parts, { MpuObjectSize: 5 }))).toEqual(
      refused('InvalidRequest', "The provided 'x-amz-mp-object-size' header value 5 does not match what was computed: 4"),
    );
    await complete(parts, { MpuObjectSize: 4 });
  });

  it('frees parts that are not listed', async () => {
    const { part, complete } = await startUpload(opened, 'fewer');
    await part(1, 'not this');
    await complete([plain(await part(2, 'this'))]);
    expect((await opened.get({ Key: 'fewer' })).Body).toBe('this');
  });

  const failed = (Condition: string) =>
    refused('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', { Condition }, 412);
  const conflict = (Condition: string, Key: string) =>
    refused(
      'ConditionalRequestConflict',
      'The conditional request cannot succeed due to a conflicting operation against this resource.',
      { Condition, Key },
      409,
    );

  it('replaces what has the ETag, and nothing else', async () => {
    const Key = 'matched';
    const ETag = await put(Key, 'test');
    const first = await startUpload(opened, Key);
    const parts = [plain(await first.part(1, 'test'))];
    const { ETag: IfMatch = '' } = await first.complete(parts, { IfMatch: ETag });
    expect(IfMatch).toBe('"60cd54a928cbbcbb6e7b5595bab46a9e-1"');
    const second = await startUpload(opened, Key);
    await second.part(1, 'test');
    expect(await refusal(second.complete(parts, { IfMatch: ETag }))).toEqual(failed('If-Match'));
    await second.complete(parts, { IfMatch });
  });

  it('conflicts with a put since the upload began, even an identical one', async () => {
    const Key = 'put-during';
    const before = await put(Key, 'test');
    const { part, complete } = await startUpload(opened, Key);
    const parts = [plain(await part(1, 'test'))];
    const during = await put(Key, 'other');
    expect(await refusal(complete(parts, { IfMatch: before }))).toEqual(failed('If-Match'));
    expect(await refusal(complete(parts, { IfMatch: during }))).toEqual(conflict('If-Match', Key));
    await put(Key, 'test');
    expect(await refusal(complete(parts, { IfMatch: before }))).toEqual(conflict('If-Match', Key));
    const again = await startUpload(opened, Key);
    await again.complete([plain(await again.part(1, 'test'))], { IfMatch: before });
  });

  it('conflicts with a delete since the upload began', async () => {
    const Key = 'deleted-during';
    await put(Key, '');
    const { part, complete } = await startUpload(opened, Key);
    const parts = [plain(await part(1, 'test'))];
    expect(await refusal(complete(parts, { IfNoneMatch: '*' }))).toEqual(failed('If-None-Match'));
    await opened.s3.send(new DeleteObjectCommand({ Bucket, Key }));
    expect(await refusal(complete(parts, { IfNoneMatch: '*' }))).toEqual(conflict('If-None-Match', Key));
    const again = await startUpload(opened, Key);
    await again.complete([plain(await again.part(1, 'test'))], { IfNoneMatch: '*' });
  });
});
