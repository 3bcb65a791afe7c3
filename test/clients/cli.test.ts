import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../src/index.js';
import { clientEnvironment, type Finished, run, temporaryFolder } from './commands.js';
import { findPython } from './python.js';

const python = await findPython();
const skipped = 'missing' in python ? ` (skipped: ${python.missing})` : '';

describe.skipIf('missing' in python)(`the AWS CLI${skipped}`, () => {
  let aws: Tinsmith;
  let home: Awaited<ReturnType<typeof temporaryFolder>>;

  /** One run of `aws`, the words as they would stand on a command line. */
  const cli = (...words: readonly string[]): Promise<Finished> => {
    if ('missing' in python) throw new Error(python.missing);
    const command = [join(python.environment.bin, 'aws'), ...words];
    return run(command, clientEnvironment(aws.endpoint, home.path), home.path);
  };

  /** The JSON that a run prints; a refusal fails the test. */
  const answer = async (...words: readonly string[]): Promise<unknown> => {
    const { status, stdout, stderr } = await cli(...words);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  };

  beforeAll(async () => {
    aws = await startTinsmith();
    home = await temporaryFolder();
  });
  afterAll(async () => {
    await aws?.stop();
    await home?.remove();
  });

  it('creates a DynamoDB table, writes an item and reads it', async () => {
    const schema = ['--attribute-definitions', 'AttributeName=id,AttributeType=S', '--key-schema', 'AttributeName=id,KeyType=HASH'];
    const created = await answer('dynamodb', 'create-table', '--table-name', 'things', ...schema, '--billing-mode', 'PAY_PER_REQUEST');
    expect(created).toMatchObject({ TableDescription: { TableName: 'things' } });
    await answer('dynamodb', 'wait', 'table-exists', '--table-name', 'things');
    await answer('dynamodb', 'put-item', '--table-name', 'things', '--item', '{"id":{"S":"a"},"colour":{"S":"green"}}');
    const key = ['--table-name', 'things', '--key', '{"id":{"S":"a"}}'];
    expect(await answer('dynamodb', 'get-item', ...key)).toEqual({ Item: { id: { S: 'a' }, colour: { S: 'green' } } });
    const query = ['--key-condition-expression', 'id = :id', '--expression-attribute-values', '{":id":{"S":"a"}}'];
    expect(await answer('dynamodb', 'query', '--table-name', 'things', ...query)).toMatchObject({ Count: 1, ScannedCount: 1 });
    await answer('dynamodb', 'delete-item', ...key);
    expect(await answer('dynamodb', 'scan', '--table-name', 'things')).toMatchObject({ Count: 0 });
    await answer('dynamodb', 'delete-table', '--table-name', 'things');
    expect(await answer('dynamodb', 'list-tables')).toEqual({ TableNames: [] });
  });

  it('makes an S3 bucket, copies a file there and back, and lists it', async () => {
    await writeFile(join(home.path, 'hello.txt'), 'hello');
    expect((await cli('s3', 'mb', 's3://pictures')).stdout).toBe('make_bucket: pictures\n');
    expect((await cli('s3', 'cp', 'hello.txt', 's3://pictures/in a folder/hello.txt')).stderr).toBe('');
    expect((await cli('s3', 'ls', 's3://pictures', '--recursive')).stdout).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +5 in a folder\/hello\.txt\n$/,
    );
    expect((await cli('s3', 'ls', 's3://pictures')).stdout.trim()).toBe('PRE in a folder/');
    expect((await cli('s3', 'cp', 's3://pictures/in a folder/hello.txt', 'back.txt')).status).toBe(0);
    expect(await readFile(join(home.path, 'back.txt'), 'utf8')).toBe('hello');
    const head = await answer('s3api', 'head-object', '--bucket', 'pictures', '--key', 'in a folder/hello.txt');
    expect(head).toMatchObject({ ContentLength: 5, ContentType: 'text/plain', ETag: '"5d41402abc4b2a76b9719d911017c592"' });
    expect((await cli('s3', 'rm', 's3://pictures', '--recursive')).stderr).toBe('');
    expect((await cli('s3', 'rb', 's3://pictures')).stdout).toBe('remove_bucket: pictures\n');
  });

  it('names the caller through STS, and gives credentials of a role', async () => {
    expect(await answer('sts', 'get-caller-identity')).toMatchObject({ Account: '000000000000' });
    const role = ['--role-arn', 'arn:aws:iam::123456789012:role/builder', '--role-session-name', 'nightly'];
    expect(await answer('sts', 'assume-role', ...role)).toMatchObject({
      AssumedRoleUser: { Arn: 'arn:aws:sts::123456789012:assumed-role/builder/nightly' },
      Credentials: { AccessKeyId: expect.stringMatching(/^ASIA[A-Z0-9]{16}$/) },
    });
  });

  it.each([
    [
      'an unknown table',
      ['dynamodb', 'get-item', '--table-name', 'bad-table', '--key', '{"id":{"S":"a"}}'],
      '(ResourceNotFoundException) when calling the GetItem operation: Requested resource not found',
    ],
    [
      'a bad table name',
      ['dynamodb', 'describe-table', '--table-name', 'a!'],
      '(ValidationException) when calling the DescribeTable operation',
    ],
    [
      'an unknown bucket',
      ['s3', 'ls', 's3://no-such-bucket-here'],
      '(NoSuchBucket) when calling the ListObjectsV2 operation: The specified bucket does not exist',
    ],
    [
      'an unknown key',
      ['s3api', 'head-object', '--bucket', 'no-such-bucket-here', '--key', 'x'],
      '(404) when calling the HeadObject operation: Not Found',
    ],
    [
      'a session name that is out of form',
      ['sts', 'assume-role', '--role-arn', 'arn:aws:iam::123456789012:role/builder', '--role-session-name', 'Session1:2'],
      "(ValidationError) when calling the AssumeRole operation: 1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed",
    ],
    ['an operation that is not emulated', ['lambda', 'list-functions'], '(NotImplemented) when calling the ListFunctions operation'],
    ['a service that is not emulated', ['acm', 'list-certificates'], '(NotImplemented) when calling the ListCertificates operation'],
  ])('reports %s', async (_what, words, message) => {
    const { status, stderr } = await cli(...words);
    expect(stderr).toContain(message);
    expect(status).toBeGreaterThan(0);
  });
});
