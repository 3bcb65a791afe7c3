/** A statement carried out over the bytes of an object. */
import { UnsupportedSqlStructure } from '../../../../generated/s3/errors.js';
import type { FunctionContext } from './evaluate/functions.js';
import { createPlan, type Plan } from './evaluate/plan.js';
import { Struct, type Value } from './evaluate/value.js';
import type { CsvForm, ScanRange, SelectSettings } from './settings.js';
import { csvRows } from './source/csv-columns.js';
import { CsvReader } from './source/csv-rows.js';
import { jsonRows } from './source/json-rows.js';
import { JsonReader } from './source/json-values.js';
import { type ByteCounts, readChunks } from './source/object-bytes.js';
import { parseJson } from './source/parse-json.js';
import type { Select, Step } from './sql/syntax.js';

export interface QuerySource {
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>;
  /** Of the first of these bytes. */
  readonly offset: number;
  /** The object from its beginning, where the names of columns lie before the scan range. */
  readonly head: Uint8Array | AsyncIterable<Uint8Array> | undefined;
}

const EVERYTHING: ScanRange = { start: 0, end: Number.POSITIVE_INFINITY };

/** The records of the answer, in order. Undefined stands for a chunk that was read. */
export type Records = AsyncGenerator<Struct | undefined, void>;

/** @throws what S3 refuses a statement with before it reads the object. */
export function checkStatement(select: Select, { input }: SelectSettings, context: FunctionContext): void {
  if (input.kind === 'json') {
    createPlan(select, jsonRows(select), context);
    return;
  }
  if (stepsInto(select).length > 0)
    throw new UnsupportedSqlStructure('The SQL expression contains a path into S3Object, which CSV does not have.');
  // Which columns there are is not known yet.
  createPlan(select, { bind: () => () => undefined, all: () => new Struct([], []) }, context);
}

export function recordsOf(
  select: Select,
  { input, gzip, scan }: SelectSettings,
  source: QuerySource,
  counts: ByteCounts,
  context: FunctionContext,
): Records {
  if (input.kind === 'json') return jsonRecords(select, scan, gzip, source, counts, context);
  return csvRecords(select, input, scan, gzip, source, counts, context);
}

/** What follows S3Object, or S3Object[*], which is the same: the sequence of all top-level values. */
function stepsInto({ from }: Select): readonly Step[] {
  return from[0]?.kind === 'star' ? from.slice(1) : from;
}

async function* csvRecords(
  select: Select,
  form: CsvForm,
  scan: ScanRange | undefined,
  gzip: boolean,
  { bytes, offset, head }: QuerySource,
  counts: ByteCounts,
  context: FunctionContext,
): Records {
  const header = head === undefined ? undefined : await firstRow(form, head);
  const planFor = (names: readonly string[] | undefined): Plan<readonly string[]> => createPlan(select, csvRows(select, names), context);
  let plan = head !== undefined || form.header === 'NONE' ? planFor(form.header === 'USE' ? header : undefined) : undefined;
  const reader = new CsvReader(form, offset);
  const { start: first, end: last } = scan ?? EVERYTHING;
  const take = (row: { readonly fields: readonly string[]; readonly start: number }): Struct | undefined => {
    // What the range begins in the middle of belongs to the one before.
    if (plan !== undefined) return row.start < first || row.start > last ? undefined : plan.take(row.fields);
    plan = planFor(form.header === 'USE' ? row.fields : undefined);
    return undefined;
  };
  for await (const chunk of readChunks(bytes, gzip, counts)) {
    let isBeyond = false;
    for (const row of reader.feed(chunk)) {
      isBeyond = row.start > last;
      const record = isBeyond ? undefined : take(row);
      if (record !== undefined) yield record;
      if (isBeyond || plan?.isComplete === true) break;
    }
    if (isBeyond || plan?.isComplete === true) break;
    yield undefined;
  }
  const row = plan?.isComplete === true ? undefined : reader.end();
  const record = row === undefined ? undefined : take(row);
  if (record !== undefined) yield record;
  yield (plan ?? planFor(undefined)).end();
}

async function firstRow(form: CsvForm, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<readonly string[] | undefined> {
  const reader = new CsvReader(form);
  for await (const chunk of readChunks(bytes, false, { scanned: 0, processed: 0 }))
    for (const { fields } of reader.feed(chunk)) return fields;
  return reader.end()?.fields;
}

async function* jsonRecords(
  select: Select,
  scan: ScanRange | undefined,
  gzip: boolean,
  { bytes, offset }: QuerySource,
  counts: ByteCounts,
  context: FunctionContext,
): Records {
  const plan = createPlan(select, jsonRows(select), context);
  const { start: first, end: last } = scan ?? EVERYTHING;
  let reader: JsonReader | undefined = offset === 0 ? new JsonReader(stepsInto(select)) : undefined;
  let at = offset;
  const take = (text: string | undefined): Struct | undefined => plan.take(readValue(text));
  for await (const chunk of readChunks(bytes, gzip, counts)) {
    let part = chunk;
    if (reader === undefined) {
      // The line that the range begins in the middle of belongs to the one before.
      const end = chunk.indexOf('\n');
      if (end >= 0) {
        part = chunk.subarray(end + 1);
        reader = new JsonReader(stepsInto(select), at + end + 1);
      }
    }
    at += chunk.length;
    let isBeyond = false;
    for (const { text, start } of reader?.feed(part) ?? []) {
      isBeyond = start > last;
      const record = isBeyond || start < first ? undefined : take(text);
      if (record !== undefined) yield record;
      if (isBeyond || plan.isComplete) break;
    }
    if (isBeyond || plan.isComplete) {
      reader = undefined;
      break;
    }
    yield undefined;
  }
  const rest = reader?.end();
  if (rest !== undefined && rest.start >= first && rest.start <= last) {
    const record = take(rest.text);
    if (record !== undefined) yield record;
  }
  yield plan.end();
}

const readValue = (text: string | undefined): Value => (text === undefined ? undefined : parseJson(text));
