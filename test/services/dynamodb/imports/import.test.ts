import { gzipSync } from 'node:zlib';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeImportCommand,
  DescribeTableCommand,
  GetItemCommand,
  ImportTableCommand,
  type ImportTableCommandInput,
  ListImportsCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { B, invalid, N, S } from '../open-dynamodb.js';
import { index } from '../open-indexes.js';
import { ACCOUNT, type OpenTransfers, openTransfers, parametersOf, refusedAs, tableArn } from '../open-transfers.js';

const DAY = 24 * 3_600_000;

const INVALID_ITEMS = {
  ImportStatus: 'FAILED',
  FailureCode: 'ItemValidationError',
  FailureMessage: 'Some of the items failed validation checks and were not imported. Please check CloudWatch error logs for more details.',
};

describe.each(engines)('an import (%s)', (engine) => {
  let aws: OpenTransfers;
  beforeAll(async () => {
    aws = await openTransfers(engine);
    aws.aws.clock.freeze();
    await aws.createBucket('source');
  });
  afterAll(() => aws?.close());

  const inputOf = (prefix: string, table: string, more: Partial<ImportTableCommandInput> = {}): ImportTableCommandInput => ({
    S3BucketSource: { S3Bucket: 'source', S3KeyPrefix: prefix },
    InputFormat: 'DYNAMODB_JSON',
    TableCreationParameters: parametersOf(table),
    ...more,
  });
  const begin = async (input: ImportTableCommandInput) =>
    (await aws.client.send(new ImportTableCommand(input))).ImportTableDescription ?? {};
  const lines = (...items: object[]) => items.map((Item) => `${JSON.stringify({ Item })}\n`).join('');

  it('is in progress with the answer, and completes by itself though the clock stands', async () => {
    const text = lines({ id: { S: 'a' } }, { id: { S: 'b' } });
    await aws.putObject('source', 'described/items.json', text);
    const time = aws.aws.clock.now();
    const begun = await begin(inputOf('described/', 'described', { ClientToken: 'token-described' }));
    const described = {
      ImportArn: expect.stringMatching(/^arn:aws:dynamodb:us-east-1:000000000000:table\/described\/import\/\d{14}-[0-9a-f]{8}$/),
      TableArn: tableArn('described'),
      TableId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ClientToken: 'token-described',
      S3BucketSource: { S3Bucket: 'source', S3BucketOwner: ACCOUNT, S3KeyPrefix: 'described/' },
      CloudWatchLogGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws-dynamodb/imports:*',
      InputFormat: 'DYNAMODB_JSON',
      InputCompressionType: 'NONE',
      TableCreationParameters: parametersOf('described'),
      StartTime: time,
    };
    expect(begun).toEqual({ ...described, ImportStatus: 'IN_PROGRESS', ErrorCount: 0, ImportedItemCount: 0, ProcessedItemCount: 0 });
    expect(await aws.endOfImport(begun.ImportArn)).toEqual({
      ...described,
      ImportStatus: 'COMPLETED',
      EndTime: time,
      ErrorCount: 0,
      ProcessedSizeBytes: text.length,
      ProcessedItemCount: 2,
      ImportedItemCount: 2,
    });
  });

  it('makes a table that is CREATING, and that nobody may use, until it is done', async () => {
    await aws.putObject('source', 'creating/items.json', lines({ id: { S: 'a' } }));
    const { ImportArn } = await begin(inputOf('creating/', 'creating'));
    const TableName = 'creating';
    expect((await aws.client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus).toBe('CREATING');
    expect((await refusal(aws.client.send(new GetItemCommand({ TableName, Key: { id: S('a') } })))).code).toBe('ResourceNotFoundException');
    expect(await refusal(aws.client.send(new DeleteTableCommand({ TableName })))).toEqual(
      refusedAs('ResourceInUseException', 'Attempt to change a resource which is still in use: Table is being created: creating'),
    );
    await aws.endOfImport(ImportArn);
    const { Table } = await aws.client.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', ItemCount: 1 });
    await aws.client.send(new DeleteTableCommand({ TableName }));
  });

  it('takes keys of CSV in their types, and all else as strings', async () => {
    const text = [
      'id,at,tint,score,text,empty',
      '1,-2.50,AP8K,7,"said ""no"", and\nleft",',
      '1,3,AQ==,08,plain \u{1f600},x',
      '',
      '2,0,AQ==,9,"",',
    ].join('\r\n');
    await aws.putObject('source', 'csv/items.csv', text);
    const keys = parametersOf('csv', { id: 'N', at: 'N' });
    const { AttributeDefinitions } = parametersOf('csv', { id: 'N', at: 'N', tint: 'B', score: 'N' });
    const TableCreationParameters = { ...keys, AttributeDefinitions, GlobalSecondaryIndexes: [index('by-tint', ['tint', 'score'])] };
    const done = await aws.importTable(inputOf('csv/', 'csv', { InputFormat: 'CSV', TableCreationParameters }));
    expect(done).toMatchObject({ ImportStatus: 'COMPLETED', ProcessedItemCount: 3, ImportedItemCount: 3 });
    expect(await aws.itemsOf('csv')).toEqual(
      expect.arrayContaining([
        { id: N(1), at: N('-2.5'), tint: B(0, 255, 10), score: N(7), text: S('said "no", and\nleft'), empty: S('') },
        { id: N(1), at: N(3), tint: B(1), score: N(8), text: S('plain \u{1f600}'), empty: S('x') },
        { id: N(2), at: N(0), tint: B(1), score: N(9), text: S(''), empty: S('') },
      ]),
    );
    const { Items } = await aws.client.send(
      new QueryCommand({
        TableName: 'csv',
        IndexName: 'by-tint',
        KeyConditionExpression: 'tint = :tint',
        ExpressionAttributeValues: { ':tint': B(1) },
      }),
    );
    expect(Items?.map(({ score }) => score)).toEqual([N(8), N(9)]);
  });

  it('takes another delimiter, and headers that are not in the file', async () => {
    await aws.putObject('source', 'headers/a.csv', 'a;x,y\nb;"1;2"');
    const Csv = { Delimiter: ';', HeaderList: ['id', 'title'] };
    const done = await aws.importTable(inputOf('headers/', 'headers', { InputFormat: 'CSV', InputFormatOptions: { Csv } }));
    expect(done).toMatchObject({ ImportStatus: 'COMPLETED', InputFormatOptions: { Csv } });
    expect(await aws.itemsOf('headers')).toEqual([
      { id: S('a'), title: S('x,y') },
      { id: S('b'), title: S('1;2') },
    ]);
  });

  it('counts the rows that are wrong, imports the others, and fails in the end', async () => {
    await aws.putObject('source', 'rows/a.csv', 'id,n\na,1\nb\nc,x\n,2\nd,4\n');
    const { AttributeDefinitions } = parametersOf('rows', { id: 'S', n: 'N' });
    const TableCreationParameters = { ...parametersOf('rows'), AttributeDefinitions, GlobalSecondaryIndexes: [index('by-n', ['n'])] };
    const done = await aws.importTable(inputOf('rows/', 'rows', { InputFormat: 'CSV', TableCreationParameters }));
    expect(done).toMatchObject({ ...INVALID_ITEMS, ProcessedItemCount: 5, ImportedItemCount: 2, ErrorCount: 3 });
    expect(await aws.itemsOf('rows')).toEqual([
      { id: S('a'), n: N(1) },
      { id: S('d'), n: N(4) },
    ]);
  });

  it('counts the lines that are no items', async () => {
    const wrong = [
      'not JSON',
      '[]',
      '{"id":{"S":"no Item"}}',
      '{"Item":{"other":{"S":"no key"}}}',
      '{"Item":{"id":{"N":"1"}}}',
      '{"Item":{"id":{"S":"x"},"n":{"N":"one"}}}',
      '{"Item":{"id":{"S":"x"},"n":{"N":1}}}',
      '{"Item":{"id":{"S":"x"},"b":{"B":"?"}}}',
      '{"Item":{"id":{"S":"x"},"s":{"SS":["a","a"]}}}',
      '{"Item":{"id":{"S":"x"},"s":{"S":"a","N":"1"}}}',
      '{"Item":{"id":{"S":"x"},"s":{"X":"a"}}}',
      '{"Item":{"id":{"S":"x"},"l":{"L":{}}}}',
      '{"Item":{"id":{"S":"x"},"m":{"M":[]}}}',
      '{"Item":{"id":{"S":"x"},"t":{"BOOL":"true"}}}',
      `{"Item":{"id":{"S":"x"},"d":${'{"L":['.repeat(5000)}${']}'.repeat(5000)}}}`,
      `{"Item":{"id":{"S":"x"},"s":{"S":"${'x'.repeat(400 * 1024)}"}}}`,
    ];
    await aws.putObject('source', 'wrong/a.json', `${wrong.join('\n')}\n\n${lines({ id: { S: 'right' } })}`);
    const done = await aws.importTable(inputOf('wrong/', 'wrong'));
    expect(done).toMatchObject({ ...INVALID_ITEMS, ErrorCount: wrong.length, ProcessedItemCount: wrong.length + 1, ImportedItemCount: 1 });
    expect(await aws.itemsOf('wrong')).toEqual([{ id: S('right') }]);
  });

  it('skips the rest of an object that is not compressed as it should be', async () => {
    await aws.putObject('source', 'zipped/a.gz', lines({ id: { S: 'plain' } }));
    await aws.putObject('source', 'zipped/b.gz', gzipSync(lines({ id: { S: 'zipped' } })));
    const done = await aws.importTable(inputOf('zipped/', 'zipped', { InputCompressionType: 'GZIP' }));
    expect(done).toMatchObject({ ...INVALID_ITEMS, InputCompressionType: 'GZIP', ErrorCount: 1, ImportedItemCount: 1 });
    expect(await aws.itemsOf('zipped')).toEqual([{ id: S('zipped') }]);
  });

  it('keeps the last of the items of a key', async () => {
    const count = 1200;
    const text = (value: number) =>
      lines(...Array.from({ length: count }, (_, at) => ({ id: { S: String(at % 3) }, value: { N: `${value}` } })));
    await aws.putObject('source', 'twice/a.json', text(1));
    await aws.putObject('source', 'twice/b.json', text(2));
    await aws.putObject('source', 'twice/empty.json', '');
    const done = await aws.importTable(inputOf('twice/', 'twice'));
    expect(done).toMatchObject({ ImportStatus: 'COMPLETED', ProcessedItemCount: 2 * count, ImportedItemCount: 2 * count, ErrorCount: 0 });
    expect(await aws.itemsOf('twice')).toEqual(['0', '1', '2'].map((id) => ({ id: S(id), value: N(2) })));
  });

  it('makes no table when S3 refuses', async () => {
    const S3BucketSource = { S3Bucket: 'no-such-bucket' };
    const done = await aws.importTable(inputOf('', 'nowhere', { S3BucketSource }));
    expect(done).toMatchObject({ ImportStatus: 'FAILED', FailureCode: 'S3NoSuchBucket', ErrorCount: 0, ProcessedItemCount: 0 });
    expect(done.FailureMessage).toMatch(
      /^The specified bucket does not exist \(Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
    );
    expect((await refusal(aws.client.send(new DescribeTableCommand({ TableName: 'nowhere' })))).code).toBe('ResourceNotFoundException');
    const nothing = await aws.importTable(inputOf('no/such/prefix', 'nothing'));
    expect(nothing).toMatchObject({
      ImportStatus: 'FAILED',
      FailureCode: 'S3NoSuchKey',
      FailureMessage: "There are no objects with the prefix 'no/such/prefix' in the bucket source",
    });
    const foreign = { S3Bucket: 'source', S3BucketOwner: '111122223333' };
    expect(await aws.importTable(inputOf('', 'foreign', { S3BucketSource: foreign }))).toMatchObject({ FailureCode: 'S3AccessDenied' });
  });

  it('is refused for a table that is there, and for wrong parameters of one that is not', async () => {
    await aws.createTable('there');
    expect(await refusal(begin(inputOf('described/', 'there')))).toEqual(
      refusedAs('ResourceInUseException', 'Table already exists: there'),
    );
    const TableCreationParameters = { ...parametersOf('wrong-mode'), BillingMode: 'PROVISIONED' as const };
    expect(await refusal(begin(inputOf('described/', 'wrong-mode', { TableCreationParameters })))).toEqual(
      invalid(
        'One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
      ),
    );
    const Csv = { Delimiter: ';' };
    expect(await refusal(begin(inputOf('described/', 'options', { InputFormatOptions: { Csv } })))).toEqual(
      invalid('InputFormatOptions.Csv can only be specified when InputFormat is CSV'),
    );
  });

  it('names what is not emulated', async () => {
    const named = async (more: Partial<ImportTableCommandInput>) => (await refusal(begin(inputOf('described/', 'named', more)))).message;
    expect(await named({ InputFormat: 'ION' })).toBe('dynamodb ImportTable: InputFormat ION is known but not emulated');
    expect(await named({ InputCompressionType: 'ZSTD' })).toBe('dynamodb ImportTable: InputCompressionType ZSTD is known but not emulated');
  });

  it('is the same one for the same token, which no other one may have for eight hours', async () => {
    await aws.putObject('source', 'repeated/a.json', lines({ id: { S: 'a' } }));
    const input = inputOf('repeated/', 'repeated', { ClientToken: 'once' });
    const first = await aws.importTable(input);
    expect(await begin(input)).toMatchObject({ ImportArn: first.ImportArn, ImportStatus: 'COMPLETED' });
    expect(await refusal(begin({ ...input, InputCompressionType: 'GZIP' }))).toEqual(
      refusedAs(
        'ImportConflictException',
        'There was a conflict when importing from the specified S3 source. This can occur when the current import conflicts with a previous import request that had the same client token.',
      ),
    );
    await aws.aws.clock.advance(8 * 3_600_000 + 1);
    expect((await refusal(begin(input))).code).toBe('ResourceInUseException');
  });

  it('makes the table that its parameters say', async () => {
    await aws.putObject('source', 'provisioned/a.json', lines({ id: { S: 'a' } }));
    const { BillingMode: _onDemand, ...keys } = parametersOf('provisioned');
    const units = { ReadCapacityUnits: 3, WriteCapacityUnits: 2 };
    const TableCreationParameters = {
      ...keys,
      ProvisionedThroughput: units,
      SSESpecification: { Enabled: true },
      GlobalSecondaryIndexes: [{ ...index('by-id', ['id']), ProvisionedThroughput: units }],
    };
    await aws.importTable(inputOf('provisioned/', 'provisioned', { TableCreationParameters }));
    const made = await aws.client.send(new DescribeTableCommand({ TableName: 'provisioned' }));
    await aws.client.send(new CreateTableCommand({ ...TableCreationParameters, TableName: 'like-it' }));
    const like = await aws.client.send(new DescribeTableCommand({ TableName: 'like-it' }));
    for (const name of ['KeySchema', 'AttributeDefinitions', 'ProvisionedThroughput', 'SSEDescription'] as const)
      expect(made.Table?.[name]).toEqual(like.Table?.[name]);
    expect(made.Table?.GlobalSecondaryIndexes).toMatchObject([{ IndexStatus: 'ACTIVE', ItemCount: 1, ProvisionedThroughput: units }]);
  });

  it('is described by its ARN alone', async () => {
    const describeImport = (ImportArn: string) => refusal(aws.client.send(new DescribeImportCommand({ ImportArn })));
    expect(await describeImport(`${tableArn('described')}/import/01695353076000-06e2188f`)).toEqual(
      refusedAs('ImportNotFoundException', 'The specified import was not found.'),
    );
    const short = `${tableArn('described')}/import`;
    expect(await describeImport(short)).toEqual(invalid(`Invalid ImportArn: Invalid ResourceArn provided as input ${short}`));
  });

  it('is listed for 90 days, page by page, by table when that is asked for', async () => {
    await aws.putObject('source', 'listed/a.json', lines({ id: { S: 'a' } }));
    await aws.aws.clock.advance(91 * DAY);
    const arns: (string | undefined)[] = [];
    for (let at = 0; at < 5; at += 1) {
      await aws.aws.clock.advance(1000);
      arns.push((await aws.importTable(inputOf('listed/', `listed-${at}`))).ImportArn);
    }
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await aws.client.send(new ListImportsCommand({ PageSize: 2, NextToken }));
      seen.push(...(page.ImportSummaryList ?? []).map(({ ImportArn }) => ImportArn));
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    expect(seen).toEqual(arns);
    const { ImportSummaryList } = await aws.client.send(new ListImportsCommand({ TableArn: tableArn('listed-3') }));
    expect(ImportSummaryList).toEqual([
      {
        ImportArn: arns[3],
        ImportStatus: 'COMPLETED',
        TableArn: tableArn('listed-3'),
        S3BucketSource: { S3Bucket: 'source', S3BucketOwner: ACCOUNT, S3KeyPrefix: 'listed/' },
        CloudWatchLogGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws-dynamodb/imports:*',
        InputFormat: 'DYNAMODB_JSON',
        StartTime: expect.any(Date),
        EndTime: expect.any(Date),
      },
    ]);
    expect(await refusal(aws.client.send(new ListImportsCommand({ NextToken: '0'.repeat(112) })))).toEqual(invalid('Invalid NextToken'));
    await aws.aws.clock.advance(90 * DAY + 1000);
    expect((await aws.client.send(new ListImportsCommand({ TableArn: tableArn('listed-0') }))).ImportSummaryList).toEqual([]);
  });
});
