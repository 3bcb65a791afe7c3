import type { QueryInput, QueryOutput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { isWanted, readCapacityMember, throttlePage } from '../items/capacity.js';
import { checkRead, planQuery, refuseKeyFilter, refuseUnprojectedFilter } from '../items/planned-read.js';
import { refuseUnsupported } from '../legacy/legacy-key-conditions.js';
import type { Storage } from '../storage.js';
import { tableForItems } from '../tables/table-lookup.js';
import { checkAttributes } from '../values/attribute-value.js';
import { matchConditions, queryStart, rangeOf } from './key-range.js';
import { answerPage, readPage } from './page.js';
import { sourceOf } from './source.js';

export function query(storage: Storage, input: QueryInput, ctx: Context): QueryOutput {
  const planned = planQuery(input);
  const startAttributes = input.ExclusiveStartKey && checkAttributes(input.ExclusiveStartKey);
  const table = tableForItems(storage, input.TableName, ctx);
  const source = sourceOf(storage, table, input, ctx);
  if (planned.unsupported !== undefined)
    refuseUnsupported(
      planned.unsupported,
      source.hashKeys.map(({ name }) => name),
    );
  const keys = matchConditions(source, planned.conditions);
  refuseKeyFilter(source, planned.filter, input.FilterExpression === undefined ? 'QueryFilter' : 'Filter Expression');
  refuseUnprojectedFilter(source, planned.filter);
  const fetches = checkRead(source, planned, input.Select);
  const start = startAttributes && queryStart(source, keys, startAttributes);
  const page = readPage(source, rangeOf(source, keys, start, input.ScanIndexForward !== false), input.Limit, fetches);
  throttlePage(storage, input, source, page);
  const answer = answerPage(page, input.Select, planned);
  return isWanted(input.ReturnConsumedCapacity) ? Object.assign(answer, readCapacityMember(input, source, page)) : answer;
}
