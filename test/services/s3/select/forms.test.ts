import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';
import { asker, CSV, CSV_WITH_HEADER, JSON_DOCUMENT, JSON_LINES, type Query, query } from './select-client.js';

describe.each(engines)("SelectObjectContent's formats (%s)", (engine) => {
  const opened = openBucket(engine);
  const ask = asker(opened);
  const everything = (Body: string | Uint8Array, input: Partial<Query>) => ask(Body, { Expression: 'SELECT * FROM S3Object', ...input });
  const written = async (Body: string, input: Partial<Query>) => {
    await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'written', Body }));
    return (await query(opened, 'written', { Expression: 'SELECT * FROM S3Object', InputSerialization: CSV, ...input })).text;
  };

  it('names columns by place where no header is used', async () => {
    const body = 'h1,h2\nx,y\n';
    expect(await everything(body, { InputSerialization: CSV })).toEqual([
      { _1: 'h1', _2: 'h2' },
      { _1: 'x', _2: 'y' },
    ]);
    expect(await everything(body, { InputSerialization: { CSV: { FileHeaderInfo: 'IGNORE' } } })).toEqual([{ _1: 'x', _2: 'y' }]);
  });

  it('reads delimiters, quotes and escapes as they are given', async () => {
    const CSVInput = { FieldDelimiter: '|', RecordDelimiter: ';', QuoteCharacter: "'", QuoteEscapeCharacter: '\\' };
    expect(
      await everything("a|'b\\'|;c'|d;e||f", { InputSerialization: { CSV: { ...CSVInput, AllowQuotedRecordDelimiter: true } } }),
    ).toEqual([
      { _1: 'a', _2: "b'|;c", _3: 'd' },
      { _1: 'e', _2: '', _3: 'f' },
    ]);
  });

  it('ends a quoted field with the record unless quoted record delimiters are allowed', async () => {
    const body = 'a,"b\nc",d\n';
    expect(await everything(body, { InputSerialization: { CSV: { AllowQuotedRecordDelimiter: true } } })).toEqual([
      { _1: 'a', _2: 'b\nc', _3: 'd' },
    ]);
    expect(await everything(body, { InputSerialization: CSV })).toEqual([
      { _1: 'a', _2: 'b' },
      { _1: 'c"', _2: 'd' },
    ]);
  });

  it('passes over comments and empty lines, and takes lines that end with CRLF', async () => {
    expect(await everything('#note\r\na,b\r\n\r\nc,d', { InputSerialization: CSV })).toEqual([
      { _1: 'a', _2: 'b' },
      { _1: 'c', _2: 'd' },
    ]);
    expect(await everything('%x\n#y\n', { InputSerialization: { CSV: { Comments: '%' } } })).toEqual([{ _1: '#y' }]);
  });

  it('refuses a name that fits several columns', async () => {
    expect(await refusal(ask('a,A\n1,2\n', { Expression: 'SELECT a FROM S3Object' }))).toMatchObject({
      code: 'AmbiguousFieldName',
      message: 'The field name matches to multiple fields in the file. Check the SQL expression and the file, and try again.',
    });
    expect(await ask('a,A\n1,2\n', { Expression: 'SELECT s."A" FROM S3Object s' })).toEqual([{ A: '2' }]);
  });

  it('writes CSV, quoted as needed or always', async () => {
    const body = 'a,"b,""c""",d e\n';
    expect(await written(body, { OutputSerialization: { CSV: {} } })).toBe('a,"b,""c""",d e\n');
    expect(
      await written(body, { OutputSerialization: { CSV: { QuoteFields: 'ALWAYS', RecordDelimiter: '\r\n', FieldDelimiter: ';' } } }),
    ).toBe('"a";"b,""c""";"d e"\r\n');
    expect(await written(body, { OutputSerialization: { CSV: { QuoteCharacter: "'", QuoteEscapeCharacter: '\\' } } })).toBe(
      `a,'b,"c"',d e\n`,
    );
    expect(await written(body, { OutputSerialization: { JSON: { RecordDelimiter: ',' } } })).toBe(
      '{"_1":"a","_2":"b,\\"c\\"","_3":"d e"},',
    );
  });

  it('writes values of JSON as CSV', async () => {
    expect(
      await written('{"a":1,"b":null,"c":{"d":[true]},"e":"x"}', {
        InputSerialization: JSON_LINES,
        OutputSerialization: { CSV: {} },
        Expression: 'SELECT s.a, s.b, s.none, s.c, s.e FROM S3Object s',
      }),
    ).toBe('1,,,"{""d"":[true]}",x\n');
  });

  it('keeps all digits of JSON numbers', async () => {
    expect(
      await written('{"a":12345678901234567890123,"b":2.50,"c":1e2}', {
        InputSerialization: JSON_LINES,
        OutputSerialization: { JSON: {} },
      }),
    ).toBe('{"a":12345678901234567890123,"b":2.50,"c":100}\n');
  });

  // Amazon S3 User Guide, "SELECT command": the example of a path that some documents lack.
  it('takes rows from a path, and MISSING where it leads nowhere', async () => {
    const body = '{"Rules":[{"id":"1"},{"expr":"y > x"},{"id":"2","expr":"z = DEBUG"}]}\n{"created":"June 27","modified":"July 6"}';
    const from = 'FROM S3Object[*].Rules[*].id';
    expect(await ask(body, { Expression: `SELECT id ${from}`, InputSerialization: JSON_DOCUMENT })).toEqual([
      { id: '1' },
      {},
      { id: '2' },
      {},
    ]);
    expect(await ask(body, { Expression: `SELECT id ${from} WHERE id IS NOT MISSING`, InputSerialization: JSON_DOCUMENT })).toEqual([
      { id: '1' },
      { id: '2' },
    ]);
  });

  it('takes the elements of an array as rows', async () => {
    const body = ' [ {"a" : 1}, {"a" : "x]\\"}"}, [2] ] ';
    expect(await ask(body, { Expression: 'SELECT s.a FROM S3Object[*][*] s', InputSerialization: JSON_DOCUMENT })).toEqual([
      { a: 1 },
      { a: 'x]"}' },
      {},
    ]);
    expect(await ask(body, { Expression: 'SELECT * FROM S3Object[*][1]', InputSerialization: JSON_DOCUMENT })).toEqual([{ a: 'x]"}' }]);
    expect(await everything('[1,2] 3 "x"', { InputSerialization: JSON_DOCUMENT })).toEqual([{ _1: [1, 2] }, { _1: 3 }, { _1: 'x' }]);
  });

  it('reads objects that are compressed with GZIP', async () => {
    const InputSerialization = { ...CSV_WITH_HEADER, CompressionType: 'GZIP' } as const;
    const zipped = gzipSync('a,b\n1,2\n');
    expect(await everything(zipped, { InputSerialization })).toEqual([{ a: '1', b: '2' }]);
    expect(await refusal(everything('a,b\n1,2\n', { InputSerialization }))).toMatchObject({
      code: 'InvalidCompressionFormat',
      message: 'GZIP is not applicable to the queried object. Please correct the request and try again.',
    });
    expect(await refusal(everything(zipped.subarray(0, -9), { InputSerialization }))).toMatchObject({
      code: 'TruncatedInput',
      message: 'Object decompression failed. Check that the object is properly compressed using the format specified in the request.',
    });
  });

  it('refuses BZIP2 and Parquet by name', async () => {
    expect(await refusal(everything('x', { InputSerialization: { ...CSV, CompressionType: 'BZIP2' } }))).toMatchObject({
      code: 'NotImplemented',
      message: 's3 SelectObjectContent: CompressionType BZIP2 is known but not emulated',
    });
    expect(await refusal(everything('x', { InputSerialization: { Parquet: {} } }))).toMatchObject({
      message: 's3 SelectObjectContent: Parquet is known but not emulated',
    });
  });

  it.each<[string, Partial<Query>, string, string]>([
    [
      'both formats at once',
      { InputSerialization: { ...CSV, ...JSON_LINES } },
      'ObjectSerializationConflict',
      'The SelectRequest entity can only contain one of CSV or JSON. Check the service documentation and try again.',
    ],
    ['no format', { InputSerialization: {} }, 'InvalidDataSource', 'Invalid data source type. Only CSV, JSON, and Parquet are supported.'],
    [
      'no format of the answer',
      { OutputSerialization: {} },
      'MissingRequiredParameter',
      'The SelectRequest entity is missing a required parameter. Check the service documentation and try again.',
    ],
    [
      'a long quote character',
      { InputSerialization: { CSV: { QuoteCharacter: 'ab' } } },
      'InvalidRequestParameter',
      'The value of a parameter in SelectRequest element is invalid. Check the service API documentation and try again.',
    ],
    ['a scan range without bounds', { ScanRange: {} }, 'InvalidScanRange', 'The provided scan range is not valid.'],
    [
      'a scan range that ends before it starts',
      { ScanRange: { Start: 3, End: 2 } },
      'InvalidScanRange',
      'The provided scan range is not valid.',
    ],
    [
      'a scan range of a JSON document',
      { InputSerialization: JSON_DOCUMENT, ScanRange: { Start: 1 } },
      'UnsupportedScanRangeInput',
      'Scan range queries are not supported on this type of object.',
    ],
  ])('refuses %s', async (_, input, code, message) => {
    expect(await refusal(everything('a,b\n1,2\n', input))).toMatchObject({ code, message, status: 400 });
  });

  it.each([
    [
      'FileHeaderInfo',
      '<CSV><FileHeaderInfo>X</FileHeaderInfo></CSV>',
      'InvalidFileHeaderInfo',
      'The FileHeaderInfo value is invalid. Only NONE, USE, and IGNORE are supported.',
    ],
    ['Type', '<JSON><Type>X</Type></JSON>', 'InvalidJsonType', 'The JsonType value is invalid. Only DOCUMENT and LINES are supported.'],
  ])('refuses an unknown %s', async (_, form, code, message) => {
    await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'raw', Body: 'x' }));
    const { status, body } = await opened.raw({
      method: 'POST',
      target: `/${Bucket}/raw?select&select-type=2`,
      body: `<SelectObjectContentRequest><Expression>SELECT * FROM S3Object</Expression><ExpressionType>SQL</ExpressionType><InputSerialization>${form}</InputSerialization><OutputSerialization><JSON/></OutputSerialization></SelectObjectContentRequest>`,
    });
    expect(status).toBe(400);
    expect(body).toContain(`<Code>${code}</Code><Message>${message}</Message>`);
  });

  it('refuses JSON that is none, and bytes that are no UTF-8', async () => {
    expect(await refusal(everything('{"a":1}{"b"', { InputSerialization: JSON_LINES }))).toMatchObject({
      code: 'JSONParsingError',
      message: 'Error parsing JSON file. Please check the file and try again.',
    });
    expect(await refusal(everything('{"a":tru}', { InputSerialization: JSON_LINES }))).toMatchObject({ code: 'JSONParsingError' });
    expect(await refusal(everything(Buffer.from([0x61, 0xff, 0x0a]), { InputSerialization: CSV }))).toMatchObject({
      code: 'InvalidTextEncoding',
      message: 'UTF-8 encoding is required. The text encoding error was found near byte 0.',
    });
  });

  it('refuses a record of more than 1 MiB', async () => {
    expect(await refusal(everything(`"${'x'.repeat(1024 * 1024 + 1)}"\n`, { InputSerialization: CSV }))).toMatchObject({
      code: 'OverMaxRecordSize',
      message: 'The character number in one record is more than our max threshold, maxCharsPerRecord: 1,048,576',
    });
  });

  it('processes the records that begin within the scan range', async () => {
    const body = 'n\n11\n22\n33\n44\n';
    const scanned = (ScanRange: Query['ScanRange']) => everything(body, { InputSerialization: CSV_WITH_HEADER, ScanRange });
    expect(await scanned({ Start: 2, End: 7 })).toEqual([{ n: '11' }, { n: '22' }]);
    expect(await scanned({ Start: 3, End: 8 })).toEqual([{ n: '22' }, { n: '33' }]);
    expect(await scanned({ Start: 1 })).toHaveLength(4);
    expect(await scanned({ End: 4 })).toEqual([{ n: '44' }]);
    const lines = '{"a":1}\n{"a":2}\n{"a":3}';
    expect(await everything(lines, { InputSerialization: JSON_LINES, ScanRange: { Start: 1, End: 8 } })).toEqual([{ a: 2 }]);
    expect(await everything(lines, { InputSerialization: JSON_LINES, ScanRange: { Start: 16 } })).toEqual([{ a: 3 }]);
  });
});
