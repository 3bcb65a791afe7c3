/** The forms in which violations are put, and the constraints of each kind. */
import { describe, expect, it } from 'vitest';
import { hasEqualElements } from '../../src/validation/equality.js';
import { javaSetOrder } from '../../src/validation/java-text.js';
import { refusal, serviceOf } from './checks.js';

const message = async (...call: Parameters<typeof refusal>): Promise<string | undefined> => (await refusal(...call))?.message;

describe('constraints', () => {
  it('accept an input that satisfies all of them', async () => {
    expect(await refusal('dynamodb', 'GetItem', { TableName: 'table', Key: { id: { S: 'a' } } })).toBeUndefined();
  });

  it('count every violation in one answer, in the order of the members of the model', async () => {
    expect(await message('dynamodb', 'GetItem', { ReturnConsumedCapacity: 'SOME' })).toBe(
      "3 validation errors detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'key' failed to satisfy constraint: Member must not be null; " +
        "Value 'SOME' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]",
    );
  });

  it('count characters, not UTF-16 units', async () => {
    const name = (length: number) => ({ PolicyName: 'p', PolicyDocument: '{}', UserName: '👍'.repeat(length) });
    expect(await message('iam', 'PutUserPolicy', name(128))).not.toContain('length');
    expect(await message('iam', 'PutUserPolicy', name(129))).toContain(
      "Value at 'userName' failed to satisfy constraint: Member must have length less than or equal to 128",
    );
  });

  it("show a blob as Java's buffer and count its bytes", async () => {
    expect(await message('kms', 'Decrypt', { CiphertextBlob: new Uint8Array(0) })).toBe(
      "1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=0 cap=0]' at 'ciphertextBlob' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
    expect(await refusal('kms', 'Decrypt', { CiphertextBlob: new Uint8Array(6144) })).toBeUndefined();
    expect((await message('kms', 'Decrypt', { CiphertextBlob: new Uint8Array(6145) })) ?? '').toContain('less than or equal to 6144');
  });

  it("don't show what the model calls sensitive", async () => {
    expect(await message('kms', 'Encrypt', { KeyId: 'key', Plaintext: new Uint8Array(4097) })).toBe(
      "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
    );
  });

  it('answer at once to a value that is far too long for its pattern', async () => {
    const name = 'a'.repeat(1_000_000);
    const input = { S3BucketSource: { S3Bucket: `${name}!` }, InputFormat: 'CSV', TableCreationParameters: {} };
    const before = performance.now();
    expect(await message('dynamodb', 'ImportTable', input)).toContain(
      "at 's3BucketSource.s3Bucket' failed to satisfy constraint: Member must have length less than or equal to 255",
    );
    expect(performance.now() - before).toBeLessThan(5000);
  });

  it('hold inside of lists and maps, which are named by Java paths', async () => {
    const requests = { table: [{ PutRequest: {} }] };
    expect(await message('dynamodb', 'BatchWriteItem', { RequestItems: requests })).toBe(
      "1 validation error detected: Value null at 'requestItems.table.member.1.member.putRequest.item' failed to satisfy constraint: Member must not be null",
    );
  });

  it('name a map once when its values are too long', async () => {
    const answer = await message('dynamodb', 'BatchWriteItem', { RequestItems: { one: [], two: [] } });
    expect(answer).toBe(
      "1 validation error detected: Value '{one=[], two=[]}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]",
    );
  });

  it('ignore properties that have the names of JavaScript internals', async () => {
    const key = JSON.parse('{"__proto__": {"S": "a"}, "constructor": {"S": "b"}}') as Record<string, unknown>;
    expect(await refusal('dynamodb', 'GetItem', { TableName: 'table', Key: key })).toBeUndefined();
    expect((await refusal('dynamodb', 'GetItem', { Key: key }))?.message).toMatch(/^1 validation error .* 'tableName'/);
  });

  it('are absent where the model has none', () => {
    expect(serviceOf('sts').constraints.operations).not.toHaveProperty('GetCallerIdentity');
  });
});

describe('the order of enum values in messages', () => {
  it("is that of a hash table with 32 buckets, the later value first (recorded on API Gateway's documentation parts)", () => {
    const model = [
      'API',
      'AUTHORIZER',
      'MODEL',
      'RESOURCE',
      'METHOD',
      'PATH_PARAMETER',
      'QUERY_PARAMETER',
      'REQUEST_HEADER',
      'REQUEST_BODY',
      'RESPONSE',
      'RESPONSE_HEADER',
      'RESPONSE_BODY',
    ];
    const recorded =
      'RESPONSE_BODY, RESPONSE, METHOD, MODEL, AUTHORIZER, RESPONSE_HEADER, RESOURCE, PATH_PARAMETER, REQUEST_BODY, QUERY_PARAMETER, API, REQUEST_HEADER';
    expect(javaSetOrder(model).join(', ')).toBe(recorded);
  });
});

describe('SQS', () => {
  it('names a missing parameter in its own words', async () => {
    expect(await refusal('sqs', 'CreateQueue', {})).toMatchObject({
      code: 'MissingParameter',
      message: 'The request must contain the parameter QueueName.',
      status: 400,
    });
  });

  it('numbers the entries of a batch', async () => {
    const batch = { QueueUrl: 'url', Entries: [{ Id: 'a', MessageBody: 'b' }, { Id: 'c' }] };
    expect(await message('sqs', 'SendMessageBatch', batch)).toBe(
      'The request must contain the parameter SendMessageBatchRequestEntry.2.MessageBody.',
    );
  });

  it('calls an unknown attribute by its name', async () => {
    expect(await refusal('sqs', 'GetQueueAttributes', { QueueUrl: 'url', AttributeNames: ['Wrong'] })).toMatchObject({
      code: 'InvalidAttributeName',
      message: 'Unknown Attribute Wrong.',
    });
  });
});

describe('S3', () => {
  it.each([
    [
      'PutBucketAcl',
      { Bucket: 'bucket', ACL: 'fake-acl' },
      'InvalidArgument',
      '',
      { ArgumentName: 'x-amz-acl', ArgumentValue: 'fake-acl' },
    ],
    [
      'PutObject',
      { Bucket: 'bucket', Key: 'key', StorageClass: 'WRONG' },
      'InvalidStorageClass',
      'The storage class you specified is not valid',
      { StorageClassRequested: 'WRONG' },
    ],
    [
      'ListMultipartUploads',
      { Bucket: 'bucket', EncodingType: 'value' },
      'InvalidArgument',
      'Invalid Encoding Method specified in Request',
      { ArgumentName: 'encoding-type', ArgumentValue: 'value' },
    ],
    [
      'CreateBucket',
      { Bucket: 'bucket', ObjectOwnership: 'RandomValue' },
      'InvalidArgument',
      'Invalid x-amz-object-ownership header: RandomValue',
      { ArgumentName: 'x-amz-object-ownership' },
    ],
    [
      'CreateMultipartUpload',
      { Bucket: 'bucket', Key: 'key', ChecksumAlgorithm: 'TEST' },
      'InvalidRequest',
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
      {},
    ],
    [
      'PutBucketVersioning',
      { Bucket: 'bucket', VersioningConfiguration: { Status: 'enabled' } },
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
      {},
    ],
  ])('%s refuses %j with %s (recorded)', async (operation, input, code, text, members) => {
    const answer = await refusal('s3', operation, input);
    expect(answer).toMatchObject({ code, message: text, status: 400 });
    expect(answer?.error).toHaveProperty('members', members);
  });
});

describe('lists of unique items', () => {
  it.each([
    [[1, 1], true],
    [[1, '1'], false],
    [[new Date(5), new Date(5)], true],
    [[new Date(5), new Date(6)], false],
    [[Uint8Array.of(1), Uint8Array.of(1)], true],
    [[Uint8Array.of(1), Uint8Array.of(2)], false],
    [
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
      true,
    ],
    [
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
      false,
    ],
    [
      [
        { a: 1, b: [2] },
        { b: [2], a: 1 },
      ],
      true,
    ],
    [[{ a: 1 }, { a: 1, b: 2 }], false],
    [[{}, []], false],
    [[{}, new Date(0)], false],
  ])('compare values, not identity: %j', (list, equal) => {
    expect(hasEqualElements(list)).toBe(equal);
  });
});

describe("S3's enums that its operations check themselves", () => {
  it('let any location constraint come to CreateBucket (recorded: IllegalLocationConstraintException)', async () => {
    expect(
      await refusal('s3', 'CreateBucket', { Bucket: 'bucket', CreateBucketConfiguration: { LocationConstraint: 'bar' } }),
    ).toBeUndefined();
  });

  it('call a document about access control by a code of its own (recorded: MalformedACLError)', async () => {
    const policy = { Grants: [{ Grantee: { Type: 'CanonicalUser' }, Permission: 'WRONG' }] };
    expect(await refusal('s3', 'PutBucketAcl', { Bucket: 'bucket', AccessControlPolicy: policy })).toMatchObject({
      code: 'MalformedACLError',
    });
  });
});
