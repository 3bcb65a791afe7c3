import {
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { elementOf, engines } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';
import { encodeForm, encodePolicy, FILENAME, type FormEntry, type FormFile, formRequest, refusalIn, signV2, signV4 } from './form.js';

const FILE: FormFile = { content: 'abcdef', filename: 'notes.txt' };
const NOW = new Date('2026-03-01T12:30:00Z');

describe.each(engines)('PostObject (%s)', (engine) => {
  const opened = openBucket(engine);
  beforeEach(() => opened.aws.clock.freeze(NOW));
  const post = (entries: readonly FormEntry[], file: FormFile | undefined = FILE, after?: readonly FormEntry[]) =>
    opened.raw(formRequest(entries, file, after));
  const refused = async (entries: readonly FormEntry[], file?: FormFile) => refusalIn(await post(entries, file));
  const head = async (Key: string) => {
    const { $metadata, ...output } = await opened.s3.send(new HeadObjectCommand({ Bucket, Key }));
    return output;
  };
  const keys = async () => ((await opened.s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key);

  it('stores the file under the key', async () => {
    const { status, headers, body } = await post([['key', 'plain']]);
    expect({ status, body, etag: headers.etag, location: headers.location }).toEqual({
      status: 204,
      body: '',
      etag: '"e80b5017098950fc58aad83c8c14978e"',
      location: `http://localhost:4566/${Bucket}/plain`,
    });
    // Recorded: the file's own content type doesn't count, and the checksum is S3's choice.
    expect(await opened.get({ Key: 'plain', ChecksumMode: 'ENABLED' })).toMatchObject({
      Body: 'abcdef',
      ContentType: 'binary/octet-stream',
      ChecksumCRC64NVME: 'Pact6XRTYyA=',
      ChecksumType: 'FULL_OBJECT',
    });
  });

  it('answers 201 with a document, and 200 where asked to', async () => {
    const created = await post([
      ['key', 'a b/é.txt'],
      ['success_action_status', '201'],
    ]);
    const location = `http://localhost:4566/${Bucket}/a%20b%2F%C3%A9.txt`;
    expect(created.status).toBe(201);
    expect(created.headers.location).toBe(location);
    expect(created.body).toMatch(/<PostResponse>.*<\/PostResponse>$/);
    expect(['Location', 'Bucket', 'Key'].map((name) => elementOf(created.body, name))).toEqual([location, Bucket, 'a b/é.txt']);
    expect(created.body).toContain('e80b5017098950fc58aad83c8c14978e');
    expect(
      (
        await post([
          ['key', 'b'],
          ['success_action_status', '200'],
        ])
      ).status,
    ).toBe(200);
    expect(
      (
        await post([
          ['key', 'c'],
          ['success_action_status', '418'],
        ])
      ).status,
    ).toBe(204);
  });

  it('redirects with the bucket, the key and the ETag', async () => {
    const { status, headers } = await post([
      ['key', 'r'],
      ['success_action_redirect', 'http://example.com/done?a=1'],
    ]);
    expect({ status, location: headers.location }).toEqual({
      status: 303,
      location: `http://example.com/done?a=1&bucket=${Bucket}&key=r&etag=%22e80b5017098950fc58aad83c8c14978e%22`,
    });
    expect(
      (
        await post([
          ['key', 'r'],
          ['success_action_redirect', 'nowhere'],
        ])
      ).status,
    ).toBe(204);
  });

  it("puts the file's name into the key, where it has one", async () => {
    await post([['key', `up/${FILENAME}`]], { content: 'x', filename: 'C:\\fakepath\\photo 1.jpg' });
    await post([['key', `as-field-${FILENAME}`]], { content: 'x' });
    expect(await keys()).toEqual(expect.arrayContaining(['up/photo 1.jpg', `as-field-${FILENAME}`]));
  });

  it('keeps headers, metadata and tags', async () => {
    await post([
      ['key', 'described'],
      ['Content-Type', 'text/plain'],
      ['Cache-Control', 'non-ascii-— é'],
      ['Expires', 'Wed, 01 Jan 2027 00:00:00 GMT'],
      ['x-amz-storage-class', 'STANDARD_IA'],
      ['x-amz-meta-Test-1', 'one'],
      ['tagging', '<Tagging><TagSet><Tag><Key>a</Key><Value>1 &amp; 2</Value></Tag></TagSet></Tagging>'.replace(' &amp; ', ' ')],
    ]);
    // Recorded: what ISO 8859-1 lacks is a space.
    expect(await head('described')).toMatchObject({
      ContentType: 'text/plain',
      CacheControl: 'non-ascii-  é',
      ExpiresString: 'Wed, 01 Jan 2027 00:00:00 GMT',
      StorageClass: 'STANDARD_IA',
      Metadata: { 'test-1': 'one' },
    });
    const { TagSet } = await opened.s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'described' }));
    expect(TagSet).toEqual([{ Key: 'a', Value: '1 2' }]);
  });

  it('keeps metadata as it stands in the form', async () => {
    await post([
      ['key', 'words'],
      ['x-amz-meta-encoded', '=?UTF-8?B?YWJj?='],
      ['x-amz-meta-nonascii', 'ÄMÄZÕÑ S3'],
    ]);
    expect((await head('words')).Metadata).toEqual({
      encoded: '=?UTF-8?B?YWJj?=',
      nonascii: '=?UTF-8?Q?=C3=84M=C3=84Z=C3=95=C3=91_S3?=',
    });
  });

  it('takes a tagging document of another kind for none, and refuses what is no XML', async () => {
    await post([
      ['key', 'untagged'],
      ['tagging', '<Other/>'],
    ]);
    expect((await opened.s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'untagged' }))).TagSet).toEqual([]);
    expect(
      await refused([
        ['key', 'untagged'],
        ['tagging', 'not XML'],
      ]),
    ).toEqual({
      status: 400,
      Code: 'MalformedXML',
      Message: 'The XML you provided was not well-formed or did not validate against our published schema',
    });
  });

  it('makes versions', async () => {
    await opened.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const { headers } = await post([['key', 'versioned']]);
    const { Versions } = await opened.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'versioned' }));
    expect(headers['x-amz-version-id']).toMatch(/^[\w.]{32}$/);
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual([headers['x-amz-version-id']]);
    await opened.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
  });

  it('takes any bytes, and fields behind the file for none', async () => {
    const content = Buffer.alloc(300_000, '\r\n--');
    await post([['key', 'bytes']], { content, filename: 'f' }, [['x-amz-meta-late', 'yes']]);
    expect(await head('bytes')).toMatchObject({ ContentLength: content.length, Metadata: {} });
    expect((await opened.get({ Key: 'bytes' })).Body).toBe(content.toString());
  });

  it('checks checksums that the form gives', async () => {
    expect(
      (
        await post([
          ['key', 'sum'],
          ['x-amz-checksum-crc64nvme', 'Pact6XRTYyA='],
        ])
      ).status,
    ).toBe(204);
    expect(
      await refused([
        ['key', 'sum'],
        ['x-amz-checksum-crc64nvme', 'AAAAAAAAAAA='],
      ]),
    ).toMatchObject({
      Code: 'BadDigest',
      Message: 'The CRC64NVME you specified did not match the calculated checksum.',
    });
  });

  it('reaches a bucket by its host, too', async () => {
    const { status, headers } = await opened.raw({
      ...formRequest([['key', 'hosted']], FILE),
      target: '/',
      headers: { ...formRequest([]).headers, host: `${Bucket}.s3.amazonaws.com` },
    });
    expect({ status, location: headers.location }).toEqual({ status: 204, location: `http://${Bucket}.s3.amazonaws.com/hosted` });
  });

  it('takes what a policy allows, signed in either version', async () => {
    const conditions = [
      ['starts-with', '$key', 'user/'],
      { acl: 'bucket-owner-full-control' },
      ['eq', '$Content-Type', 'text/plain'],
      ['content-length-range', 1, 6],
    ];
    const entries: FormEntry[] = [
      ['key', `user/${FILENAME}`],
      ['acl', 'bucket-owner-full-control'],
      ['Content-Type', 'text/plain'],
      ['x-ignore-me', 'x'],
    ];
    expect((await post([...entries, ...signV4(conditions)])).status).toBe(204);
    expect((await post([...entries, ...signV2(conditions)])).status).toBe(204);
    expect(await keys()).toContain('user/notes.txt');
  });

  it.each<[string, FormEntry[], unknown[], string]>([
    // Recorded on AWS.
    [
      'that does not begin so',
      [['success_action_redirect', 'http://wrong.com']],
      [['starts-with', '$success_action_redirect', 'http://localhost']],
      'Invalid according to Policy: Policy Condition failed: ["starts-with", "$success_action_redirect", "http://localhost"]',
    ],
    [
      'of another value',
      [['acl', 'bucket-owner-full-control']],
      [{ acl: 'public-read' }],
      'Invalid according to Policy: Policy Condition failed: ["eq", "$acl", "public-read"]',
    ],
    [
      'that is missing',
      [],
      [['eq', '$x-amz-meta-tag', 'x']],
      'Invalid according to Policy: Policy Condition failed: ["eq", "$x-amz-meta-tag", "x"]',
    ],
    ['that the policy does not name', [['x-amz-meta-a', '1']], [], 'Invalid according to Policy: Extra input fields: x-amz-meta-a'],
  ])('refuses a field %s', async (_, entries, conditions, Message) => {
    expect(await refused([['key', 'k'], ...entries, ...signV4([{ key: 'k' }, ...conditions])])).toEqual({
      status: 403,
      Code: 'AccessDenied',
      Message,
    });
  });

  it('refuses a policy without the bucket, and one that expired', async () => {
    const entries: FormEntry[] = [
      ['key', 'k'],
      ['AWSAccessKeyId', 'test'],
      ['signature', 'x'],
    ];
    expect(await refused([...entries, ['policy', encodePolicy([{ key: 'k' }])]])).toMatchObject({
      Code: 'AccessDenied',
      Message: 'Invalid according to Policy: Extra input fields: bucket',
    });
    expect(await refused([['key', 'k'], ...signV4([{ key: 'k' }], undefined, '2026-03-01T12:30:00Z')])).toMatchObject({
      Code: 'AccessDenied',
      Message: 'Invalid according to Policy: Policy expired.',
    });
  });

  it.each([
    ['no JSON', Buffer.from('{').toString('base64'), 'Invalid Policy: Invalid JSON.'],
    ['no expiration', Buffer.from('{"conditions":[]}').toString('base64'), 'Invalid Policy: Policy missing expiration.'],
    ['no date', encodePolicy([], 'soon'), "Invalid Policy: Invalid 'expiration' value: 'soon'"],
    [
      'no conditions',
      Buffer.from('{"expiration":"2030-01-01T00:00:00Z"}').toString('base64'),
      'Invalid Policy: Policy missing conditions.',
    ],
    [
      'an unknown condition',
      encodePolicy([['ends-with', '$key', 'k']]),
      "Invalid Policy: Invalid Condition: unknown operation 'ends-with'.",
    ],
  ])('refuses a policy with %s', async (_, policy, Message) => {
    expect(
      await refused([
        ['key', 'k'],
        ['AWSAccessKeyId', 'test'],
        ['policy', policy],
        ['signature', 'x'],
      ]),
    ).toEqual({
      status: 400,
      Code: 'InvalidPolicyDocument',
      Message,
    });
  });

  it('refuses files that are too large or too small, and stores nothing', async () => {
    const sized = (least: number, most: number) =>
      refused([['key', 'sized'], ...signV4([{ key: 'sized' }, ['content-length-range', least, most]])]);
    expect(await sized(0, 5)).toEqual({
      status: 400,
      Code: 'EntityTooLarge',
      Message: 'Your proposed upload exceeds the maximum allowed size',
      ProposedSize: '6',
      MaxSizeAllowed: '5',
    });
    expect(await sized(7, 9)).toEqual({
      status: 400,
      Code: 'EntityTooSmall',
      Message: 'Your proposed upload is smaller than the minimum allowed size',
      ProposedSize: '6',
      MinSizeAllowed: '7',
    });
    expect(await keys()).not.toContain('sized');
  });

  // Recorded on AWS, for both versions.
  it.each<[string, FormEntry[]]>([
    ['X-Amz-Algorithm', signV4([{ key: 'k' }]).filter(([name]) => name !== 'x-amz-algorithm')],
    ['X-Amz-Signature', signV4([{ key: 'k' }]).filter(([name]) => name !== 'x-amz-signature')],
    ['Signature', signV2([{ key: 'k' }]).filter(([name]) => name !== 'signature')],
  ])('refuses a form without %s', async (name, entries) => {
    expect(await refused([['key', 'k'], ...entries])).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
      ArgumentName: name,
      ArgumentValue: '',
    });
  });

  it('refuses a policy that nobody signed', async () => {
    expect(
      await refused([
        ['key', 'k'],
        ['policy', encodePolicy([{ key: 'k' }])],
      ]),
    ).toEqual({ status: 403, Code: 'AccessDenied', Message: 'Access Denied' });
  });

  it('refuses forms without a key or a file', async () => {
    expect(await refused([['acl', 'bucket-owner-full-control']])).toMatchObject({
      Code: 'InvalidArgument',
      Message: "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
      ArgumentName: 'key',
    });
    expect(refusalIn(await opened.raw(formRequest([['key', 'k']])))).toEqual({
      status: 400,
      Code: 'InvalidArgument',
      Message: 'POST requires exactly one file upload per request.',
      ArgumentName: 'file',
      ArgumentValue: '0',
    });
  });

  it.each(['text/html', 'application/x-www-form-urlencoded'])('refuses %s, as recorded of other content types', async (contentType) => {
    const answer = await opened.raw({ ...formRequest([['key', 'k']], FILE), headers: { 'content-type': contentType } });
    expect(refusalIn(answer)).toEqual({
      status: 412,
      Code: 'PreconditionFailed',
      Message: 'At least one of the pre-conditions you specified did not hold',
      Condition: 'Bucket POST must be of the enclosure-type multipart/form-data',
    });
  });

  it('refuses a bucket that is not there', async () => {
    expect(refusalIn(await opened.raw({ ...formRequest([['key', 'k']], FILE), target: '/no-such-bucket' }))).toMatchObject({
      status: 404,
      Code: 'NoSuchBucket',
    });
  });

  it('refuses forms that are none, that break off, or whose fields are too long', async () => {
    const whole = formRequest([['key', 'broken']], FILE);
    const body = encodeForm([['key', 'broken']], FILE);
    const malformed = {
      status: 400,
      Code: 'MalformedPOSTRequest',
      Message: 'The body of your POST request is not well-formed multipart/form-data.',
    };
    for (const part of ['', 'x', body.subarray(0, 60), body.subarray(0, -20)])
      expect(refusalIn(await opened.raw({ ...whole, body: part }))).toEqual(malformed);
    expect(
      await refused([
        ['key', 'broken'],
        ['x-amz-meta-long', 'x'.repeat(21_000)],
      ]),
    ).toEqual({
      status: 400,
      Code: 'MaxPostPreDataLengthExceededError',
      Message: 'Your POST request fields preceding the upload file was too large.',
    });
    expect(await keys()).not.toContain('broken');
  });
});
