import type { ScanInput, ScanOutput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { FrameworkError, ServiceError } from '../../../contract/errors.js';
import { isWanted, readCapacityMember, throttlePage } from '../items/capacity.js';
import { HASHES, type ItemKey } from '../items/item-key.js';
import { checkRead, planScan } from '../items/planned-read.js';
import { invalid } from '../refusals.js';
import type { Storage } from '../storage.js';
import { tableForItems } from '../tables/table-lookup.js';
import { type Attributes, checkAttributes } from '../values/attribute-value.js';
import { answerPage, readPage } from './page.js';
import { rowKeyOf, type Source, sourceOf } from './source.js';

/** Items come in the order of their partition keys' hashes; a segment is a range of these. */
export function scan(storage: Storage, input: ScanInput, ctx: Context): ScanOutput {
  const planned = planScan(input);
  const segment = readSegment(input);
  const startAttributes = input.ExclusiveStartKey && checkAttributes(input.ExclusiveStartKey);
  const table = tableForItems(storage, input.TableName, ctx);
  const source = sourceOf(storage, table, input, ctx);
  const fetches = checkRead(source, planned, input.Select);
  const start = startAttributes && startKey(source, startAttributes, segment);
  const range = {
    from: [...source.prefix, segment.low],
    before: [...source.prefix, segment.high],
    ...(start === undefined ? {} : { after: start }),
  };
  const page = readPage(source, range, input.Limit, fetches);
  throttlePage(storage, input, source, page);
  const answer = answerPage(page, input.Select, planned);
  return isWanted(input.ReturnConsumedCapacity) ? Object.assign(answer, readCapacityMember(input, source, page)) : answer;
}

/** Hashes from low up to, not including, high. */
interface Segment {
  readonly number: number;
  readonly total: number;
  readonly low: number;
  readonly high: number;
}

function readSegment({ Segment: number, TotalSegments: total }: ScanInput): Segment {
  if (total === undefined && number === undefined) return { number: 0, total: 1, low: 0, high: HASHES };
  if (number === undefined)
    throw invalid('The Segment parameter is required but was not present in the request when parameter TotalSegments is present');
  if (total === undefined)
    throw invalid('The TotalSegments parameter is required but was not present in the request when Segment parameter is present');
  if (number >= total)
    throw invalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${number} is not less than TotalSegments: ${total}`,
    );
  return { number, total, low: Math.ceil((number * HASHES) / total), high: Math.ceil(((number + 1) * HASHES) / total) };
}

function startKey(source: Source, attributes: Attributes, segment: Segment): ItemKey {
  const key = startKeyOf(source, attributes);
  const hash = Number(key[source.prefix.length]);
  if (hash < segment.low || hash >= segment.high)
    throw invalid(
      `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${segment.total} Segment: ${segment.number}`,
    );
  return key;
}

function startKeyOf(source: Source, attributes: Attributes): ItemKey {
  try {
    const key = rowKeyOf(source, attributes);
    if (key === undefined) throw invalid('The provided key element does not match the schema');
    return key;
  } catch (error) {
    if (error instanceof ServiceError && !(error instanceof FrameworkError))
      throw invalid(`The provided starting key is invalid: ${error.message}`);
    throw error;
  }
}
