/** What SelectObjectContent is told of the object's form, and of the answer's. */
import {
  InvalidCompressionFormat,
  InvalidDataSource,
  InvalidExpressionType,
  InvalidFileHeaderInfo,
  InvalidJsonType,
  InvalidQuoteFields,
  InvalidRequestParameter,
  InvalidScanRange,
  MissingRequiredParameter,
  ObjectSerializationConflict,
  UnsupportedScanRangeInput,
} from '../../../../generated/s3/errors.js';
import type { CSVInput, CSVOutput, SelectObjectContentInput } from '../../../../generated/s3/types.js';
import { unemulated } from '../../../contract/not-emulated.js';

export interface CsvForm {
  readonly kind: 'csv';
  readonly header: 'USE' | 'IGNORE' | 'NONE';
  /** Rows that begin with it are none. */
  readonly comments: string;
  readonly quote: string;
  readonly escapeSign: string;
  readonly fieldDelimiter: string;
  /** Undefined for line ends, of one or two characters. */
  readonly recordDelimiter: string | undefined;
  readonly quotedRecordDelimiters: boolean;
}

export interface JsonForm {
  readonly kind: 'json';
  readonly lines: boolean;
}

export type OutputForm =
  | { readonly kind: 'json'; readonly recordDelimiter: string }
  | {
      readonly kind: 'csv';
      readonly quoteAlways: boolean;
      readonly quote: string;
      readonly escapeSign: string;
      readonly fieldDelimiter: string;
      readonly recordDelimiter: string;
    };

/** Records that begin between these bytes, both inclusive. */
export interface ScanRange {
  readonly start: number;
  readonly end: number;
}

export interface SelectSettings {
  readonly input: CsvForm | JsonForm;
  readonly gzip: boolean;
  readonly output: OutputForm;
  readonly progress: boolean;
  /** Undefined for the whole object. */
  readonly scan: ScanRange | undefined;
}

/**
 * @param size of the object, in bytes.
 * @throws what S3 refuses parameters with; NotImplemented for Parquet and BZIP2.
 */
export function readSettings(input: SelectObjectContentInput, size: number): SelectSettings {
  if (input.ExpressionType !== 'SQL')
    throw new InvalidExpressionType('The ExpressionType value is invalid. Only SQL expressions are supported.');
  const { InputSerialization, OutputSerialization } = input;
  const { CSV: csv, JSON: json, Parquet, CompressionType } = InputSerialization;
  if (Parquet !== undefined) throw unemulated('s3 SelectObjectContent', 'Parquet');
  if (csv !== undefined && json !== undefined) throw conflict();
  if (CompressionType === 'BZIP2') throw unemulated('s3 SelectObjectContent', 'CompressionType BZIP2');
  if (CompressionType !== undefined && CompressionType !== 'NONE' && CompressionType !== 'GZIP')
    throw new InvalidCompressionFormat('The file is not in a supported compression format. Only GZIP and BZIP2 are supported.');
  const gzip = CompressionType === 'GZIP';
  const form = csv !== undefined ? readCsv(csv) : json !== undefined ? readJson(json.Type) : undefined;
  if (form === undefined) throw new InvalidDataSource('Invalid data source type. Only CSV, JSON, and Parquet are supported.');
  return {
    input: form,
    gzip,
    output: readOutput(OutputSerialization),
    progress: input.RequestProgress?.Enabled === true,
    scan: readScanRange(input.ScanRange, size, form, gzip),
  };
}

function readCsv(csv: CSVInput): CsvForm {
  const header = csv.FileHeaderInfo ?? 'NONE';
  if (header !== 'USE' && header !== 'IGNORE' && header !== 'NONE')
    throw new InvalidFileHeaderInfo('The FileHeaderInfo value is invalid. Only NONE, USE, and IGNORE are supported.');
  const quote = sign(csv.QuoteCharacter, '"', 1);
  return {
    kind: 'csv',
    header: header === 'USE' ? 'USE' : header === 'IGNORE' ? 'IGNORE' : 'NONE',
    comments: sign(csv.Comments, '#', 1),
    quote,
    escapeSign: sign(csv.QuoteEscapeCharacter, quote, 1),
    fieldDelimiter: sign(csv.FieldDelimiter, ',', 2) || ',',
    recordDelimiter: sign(csv.RecordDelimiter, '', 2) || undefined,
    quotedRecordDelimiters: csv.AllowQuotedRecordDelimiter === true,
  };
}

function readJson(type: string | undefined): JsonForm {
  if (type === undefined) throw missing();
  if (type !== 'DOCUMENT' && type !== 'LINES')
    throw new InvalidJsonType('The JsonType value is invalid. Only DOCUMENT and LINES are supported.');
  return { kind: 'json', lines: type === 'LINES' };
}

function readOutput({ CSV: csv, JSON: json }: SelectObjectContentInput['OutputSerialization']): OutputForm {
  if (csv !== undefined && json !== undefined) throw conflict();
  if (json !== undefined) return { kind: 'json', recordDelimiter: sign(json.RecordDelimiter, '\n', 2) };
  if (csv === undefined) throw missing();
  return readCsvOutput(csv);
}

function readCsvOutput(csv: CSVOutput): OutputForm {
  const quoting = csv.QuoteFields ?? 'ASNEEDED';
  if (quoting !== 'ALWAYS' && quoting !== 'ASNEEDED')
    throw new InvalidQuoteFields('The QuoteFields value is invalid. Only ALWAYS and ASNEEDED are supported.');
  const quote = sign(csv.QuoteCharacter, '"', 1);
  return {
    kind: 'csv',
    quoteAlways: quoting === 'ALWAYS',
    quote,
    escapeSign: sign(csv.QuoteEscapeCharacter, quote, 1),
    fieldDelimiter: sign(csv.FieldDelimiter, ',', 2),
    recordDelimiter: sign(csv.RecordDelimiter, '\n', 2),
  };
}

/** @param most characters. */
function sign(given: string | undefined, standard: string, most: number): string {
  if (given === undefined) return standard;
  if ([...given].length > most)
    throw new InvalidRequestParameter(
      'The value of a parameter in SelectRequest element is invalid. Check the service API documentation and try again.',
    );
  return given;
}

/** Amazon S3 API reference: only the end means the last bytes. */
function readScanRange(
  range: SelectObjectContentInput['ScanRange'],
  size: number,
  form: CsvForm | JsonForm,
  gzip: boolean,
): ScanRange | undefined {
  if (range === undefined) return undefined;
  const { Start, End } = range;
  if ((Start === undefined && End === undefined) || (Start ?? 0) < 0 || (End ?? 0) < 0) throw invalidRange();
  if (gzip || (form.kind === 'csv' ? form.quotedRecordDelimiters : !form.lines))
    throw new UnsupportedScanRangeInput('Scan range queries are not supported on this type of object.');
  if (Start === undefined) return { start: Math.max(size - (End ?? 0), 0), end: size };
  if (Start >= Math.max(size, 1) || (End !== undefined && End < Start)) throw invalidRange();
  return { start: Start, end: End ?? size };
}

const invalidRange = (): InvalidScanRange => new InvalidScanRange('The provided scan range is not valid.');

const conflict = (): ObjectSerializationConflict =>
  new ObjectSerializationConflict(
    'The SelectRequest entity can only contain one of CSV or JSON. Check the service documentation and try again.',
  );

const missing = (): MissingRequiredParameter =>
  new MissingRequiredParameter('The SelectRequest entity is missing a required parameter. Check the service documentation and try again.');
