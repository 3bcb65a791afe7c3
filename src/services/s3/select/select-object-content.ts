/** SelectObjectContent: a query over one object, answered while it is read. */
import { ExternalEvalException } from '../../../../generated/s3/errors.js';
import type {
  SelectObjectContentEventStream,
  SelectObjectContentInput,
  SelectObjectContentOutput,
} from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { checkCustomerKey } from '../encryption/customer-key.js';
import { findObject } from '../objects/find-version.js';
import { readPieces } from '../objects/read-body.js';
import { checkReadable } from '../restore/archive.js';
import { findBucket, type Storage } from '../storage.js';
import type { FunctionContext } from './evaluate/functions.js';
import type { Struct } from './evaluate/value.js';
import { checkStatement, type Records, recordsOf } from './query.js';
import { readSettings, type SelectSettings } from './settings.js';
import type { ByteCounts } from './source/object-bytes.js';
import { parseSelect } from './sql/parse.js';
import type { Select } from './sql/syntax.js';
import { createRecordWriter } from './write-record.js';

/** Bytes of records that go out together. S3 API reference: a message holds up to 1 MiB. */
const MESSAGE = 256 * 1024;
const LARGEST_MESSAGE = 1024 * 1024;
/** Bytes that are read without a record before the caller is told that the query goes on. */
const SILENCE = 16 * 1024 * 1024;

export async function selectObjectContent(
  storage: Storage,
  input: SelectObjectContentInput,
  ctx: Context,
): Promise<SelectObjectContentOutput> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const object = findObject(storage, bucket, { Key: input.Key }, 'POST');
  checkReadable(storage, bucket, object);
  checkCustomerKey(object.encryption, input);
  const settings = readSettings(input, object.size);
  const counts: ByteCounts = { scanned: 0, processed: 0 };
  const from = Math.max((settings.scan?.start ?? 0) - 1, 0);
  const bytes = (start: number, end: number) => readPieces(storage.state.blobs, object.pieces, object.size, { start, end });
  // Begun before anything is awaited: the version may go meanwhile.
  const source = {
    bytes: from > 0 || settings.scan !== undefined ? bytes(from, object.size) : readPieces(storage.state.blobs, object.pieces, object.size),
    offset: from,
    head: from > 0 && settings.input.kind === 'csv' && settings.input.header !== 'NONE' ? bytes(0, object.size) : undefined,
  };
  const context = { now: ctx.clock.now() };
  const select = await readStatement(input.Expression, settings, context);
  const write = createRecordWriter(settings.output);
  const events = messages(recordsOf(select, settings, source, counts, context), write, counts, settings.progress);
  // What is wrong with the first records is still refused with a status of its own.
  const first = await events.next();
  return { Payload: resumed(first, events) };
}

async function readStatement(text: string, settings: SelectSettings, context: FunctionContext): Promise<Select> {
  try {
    const select = await parseSelect(text);
    checkStatement(select, settings, context);
    return select;
  } catch (error) {
    // Nested deeper than there is room for.
    if (error instanceof RangeError) throw new ExternalEvalException('The query cannot be evaluated. Check the file and try again.');
    throw error;
  }
}

type Events = AsyncGenerator<SelectObjectContentEventStream, void>;

async function* resumed(first: IteratorResult<SelectObjectContentEventStream, void>, rest: Events): Events {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}

/** @param records undefined stands for a stretch of the object that was read. */
async function* messages(records: Records, write: (record: Struct) => string, counts: ByteCounts, withProgress: boolean): Events {
  let returned = 0;
  let pending: string[] = [];
  let size = 0;
  let heardAt = 0;
  const flush = function* (): Generator<SelectObjectContentEventStream> {
    const payload = Buffer.from(pending.join(''));
    pending = [];
    size = 0;
    for (let at = 0; at < payload.length; at += LARGEST_MESSAGE) {
      const part = payload.subarray(at, at + LARGEST_MESSAGE);
      returned += part.length;
      yield { Records: { Payload: part } };
    }
    heardAt = counts.processed;
  };
  const details = () => ({ BytesScanned: counts.scanned, BytesProcessed: counts.processed, BytesReturned: returned });
  for await (const record of records) {
    if (record === undefined) {
      if (counts.processed - heardAt < SILENCE) continue;
      if (size > 0) yield* flush();
      else yield { Cont: {} };
      heardAt = counts.processed;
      if (withProgress) yield { Progress: { Details: details() } };
      continue;
    }
    const text = write(record);
    pending.push(text);
    size += text.length;
    if (size < MESSAGE) continue;
    yield* flush();
    if (withProgress) yield { Progress: { Details: details() } };
  }
  if (size > 0) yield* flush();
  if (withProgress) yield { Progress: { Details: details() } };
  yield { Stats: { Details: details() } };
  yield { End: {} };
}
