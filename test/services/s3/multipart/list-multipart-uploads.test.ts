import { ListMultipartUploadsCommand, type ListMultipartUploadsCommandInput } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { elementOf, engines } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';
import { startUpload } from './multipart-client.js';

describe.each(engines)('listing uploads (%s)', (engine) => {
  const opened = openBucket(engine);
  const ids: Record<string, string[]> = {};
  const list = async (input: Partial<ListMultipartUploadsCommandInput> = {}) => {
    const { $metadata, ...output } = await opened.s3.send(new ListMultipartUploadsCommand({ Bucket, ...input }));
    return output;
  };
  const keysOf = ({ Uploads = [] }: Awaited<ReturnType<typeof list>>) => Uploads.map(({ Key }) => Key);

  it('of a bucket without any says so', async () => {
    expect(await list()).toEqual({
      Bucket,
      IsTruncated: false,
      KeyMarker: '',
      UploadIdMarker: '',
      NextKeyMarker: '',
      NextUploadIdMarker: '',
      MaxUploads: 1000,
    });
  });

  describe('of several', () => {
    beforeAll(async () => {
      for (const key of ['folder/file2', 'folder/aSubfolder/subFile1', 'folder/file1', 'folder/aSubfolder/subFile2', 'folder/file1']) {
        const { UploadId } = await startUpload(opened, key);
        ids[key] = [...(ids[key] ?? []), UploadId];
      }
    });

    it('tells them by key, and those to one key as they began', async () => {
      const output = await list();
      expect(output.Uploads?.map(({ Key, UploadId }) => [Key, UploadId])).toEqual([
        ['folder/aSubfolder/subFile1', ids['folder/aSubfolder/subFile1']?.[0]],
        ['folder/aSubfolder/subFile2', ids['folder/aSubfolder/subFile2']?.[0]],
        ['folder/file1', ids['folder/file1']?.[0]],
        ['folder/file1', ids['folder/file1']?.[1]],
        ['folder/file2', ids['folder/file2']?.[0]],
      ]);
      expect(output.Uploads?.[0]).toEqual({
        Key: 'folder/aSubfolder/subFile1',
        UploadId: expect.any(String),
        Initiated: expect.any(Date),
        Initiator: { ID: expect.any(String), DisplayName: expect.any(String) },
        Owner: { ID: expect.any(String) },
        StorageClass: 'STANDARD',
      });
      // Even where nothing follows.
      expect(output).toMatchObject({ IsTruncated: false, NextKeyMarker: 'folder/file2', NextUploadIdMarker: ids['folder/file2']?.[0] });
    });

    it('goes on after a key, or after an upload to it', async () => {
      const first = await list({ MaxUploads: 3 });
      expect(first).toMatchObject({ IsTruncated: true, NextKeyMarker: 'folder/file1', NextUploadIdMarker: ids['folder/file1']?.[0] });
      const rest = await list({ KeyMarker: 'folder/file1', UploadIdMarker: ids['folder/file1']?.[0] });
      expect(rest.Uploads?.map(({ UploadId }) => UploadId)).toEqual([ids['folder/file1']?.[1], ids['folder/file2']?.[0]]);
      expect(keysOf(await list({ KeyMarker: 'folder/file1' }))).toEqual(['folder/file2']);
      // An upload without its key is no marker.
      expect(await list({ UploadIdMarker: ids['folder/file1']?.[0], MaxUploads: 1 })).toMatchObject({
        UploadIdMarker: '',
        Uploads: [{ Key: 'folder/aSubfolder/subFile1' }],
      });
    });

    it('groups them, as recorded on AWS', async () => {
      const grouped = { Prefix: 'folder/', Delimiter: '/', MaxUploads: 1 };
      expect(await list(grouped)).toEqual({
        Bucket,
        CommonPrefixes: [{ Prefix: 'folder/aSubfolder/' }],
        Delimiter: '/',
        IsTruncated: true,
        KeyMarker: '',
        MaxUploads: 1,
        NextKeyMarker: '',
        NextUploadIdMarker: '',
        Prefix: 'folder/',
        UploadIdMarker: '',
      });
      for (const KeyMarker of ['folder/aSubfolder/', 'folder/aSubfolder/subFile1']) {
        const output = await list({ ...grouped, KeyMarker });
        expect(output).toMatchObject({ IsTruncated: true, KeyMarker, NextKeyMarker: 'folder/file1' });
        expect(keysOf(output)).toEqual(['folder/file1']);
        expect(output).not.toHaveProperty('CommonPrefixes');
      }
    });

    it('encodes keys when asked to, and knows no other encoding', async () => {
      await startUpload(opened, 'a b+c/ü');
      const output = await list({ EncodingType: 'url', MaxUploads: 1 });
      expect(output).toMatchObject({ EncodingType: 'url', NextKeyMarker: 'a+b%2Bc/%C3%BC', Uploads: [{ Key: 'a+b%2Bc/%C3%BC' }] });
      const { status, body } = await opened.raw({ target: `/${Bucket}?uploads&encoding-type=value` });
      expect([status, elementOf(body, 'Code'), elementOf(body, 'Message'), elementOf(body, 'ArgumentValue')]).toEqual([
        400,
        'InvalidArgument',
        'Invalid Encoding Method specified in Request',
        'value',
      ]);
    });
  });
});
