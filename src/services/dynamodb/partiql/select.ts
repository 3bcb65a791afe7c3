import type { ExecuteStatementInput, ExecuteStatementOutput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import type { Range } from '../../../state/table.js';
import { readCapacityMember, throttlePage } from '../items/capacity.js';
import { checkRead, refuseUnprojectedFilter } from '../items/planned-read.js';
import { matchConditions, queryStart, rangeOf } from '../queries/key-range.js';
import { type Page, readPage } from '../queries/page.js';
import { rowKeyOf, type Source, sourceOf } from '../queries/source.js';
import { invalid } from '../refusals.js';
import type { Storage, StoredItem } from '../storage.js';
import { tableForItems } from '../tables/table-lookup.js';
import type { Attributes } from '../values/attribute-value.js';
import { type Position, positionOf, tokenFor } from './next-token.js';
import { ordered } from './order.js';
import { planRead, type ReadPlan } from './read-plan.js';
import { readShown } from './shown.js';
import type { Select } from './syntax.js';
import { itemCondition, type Translation } from './translation.js';

/** A page ends with the item that reaches this many bytes. */
const PAGE_BYTES = 1024 * 1024;

export function executeSelect(
  storage: Storage,
  statement: Select,
  translation: Translation,
  input: ExecuteStatementInput,
  ctx: Context,
): ExecuteStatementOutput {
  const shown = readShown(statement.shown);
  const where = statement.where && translation.condition(statement.where);
  if (statement.order.length > 0 && where === undefined)
    throw invalid('Must have WHERE clause in the statement when using ORDER BY clause.');
  // Checks what the keys answer, too.
  const whole = itemCondition(translation, where);
  const start = input.NextToken === undefined ? undefined : positionOf(input.NextToken, input);
  const { table: tableName, index } = fromOf(statement);
  const table = tableForItems(storage, tableName, ctx);
  const source = sourceOf(storage, table, { IndexName: index, ConsistentRead: input.ConsistentRead }, ctx);
  const plan = planRead(source, where, translation);
  const filter = itemCondition(translation, plan.rest);
  const { queries, forward } = ordered(source, plan.queries, statement.order);
  const fetches = checkRead(source, { filter, projection: shown?.projection }, undefined);
  if (whole !== undefined) checkRead(source, { filter: whole, projection: undefined }, undefined);
  if (queries !== undefined) refuseUnprojectedFilter(source, whole);
  const read = readRanges(source, rangesOf(source, { ...plan, queries }, forward, start), start, input.Limit, fetches);
  const items = read.page.items.map(({ attributes }) => attributes);
  throttlePage(storage, input, source, read.page);
  const kept = filter === undefined ? items : items.filter(filter.holds);
  return {
    Items: kept.map((item) => shown?.show(item) ?? item),
    ...(read.next === undefined ? {} : { NextToken: tokenFor(read.next, input) }),
    ...(read.page.lastKey === undefined ? {} : { LastEvaluatedKey: read.page.lastKey }),
    ...readCapacityMember(input, source, read.page),
  };
}

export function fromOf({ from: [table = '', index, ...more] }: Select): { readonly table: string; readonly index: string | undefined } {
  if (more.length > 0) throw invalid('A path may contain at most 2 components in the FROM clause');
  return { table, index };
}

/** The ranges of rows that are read one after the other. Where a page ended, the first of what is left begins behind its last row. */
function rangesOf(source: Source, { queries }: ReadPlan, forward: boolean, start: Position | undefined): readonly Range[] {
  if (queries === undefined) {
    const after = start?.key && rowKey(source, start.key);
    return [{ prefix: source.prefix, ...(after === undefined ? {} : { after }) }];
  }
  return queries.map((query, at) => {
    const conditions = matchConditions(source, [...query.hashes, ...query.ranges]);
    const from = at === start?.at && start.key !== undefined ? queryStart(source, conditions, start.key) : undefined;
    return rangeOf(source, conditions, from, forward);
  });
}

function rowKey(source: Source, attributes: Attributes) {
  const key = rowKeyOf(source, attributes);
  if (key === undefined) throw invalid('Invalid NextToken');
  return key;
}

interface Read {
  readonly page: Page;
  /** Where the next page begins. */
  readonly next: Position | undefined;
}

function readRanges(
  source: Source,
  ranges: readonly Range[],
  start: Position | undefined,
  limit: number | undefined,
  fetches: boolean,
): Read {
  const items: StoredItem[] = [];
  const fetched: number[] = [];
  let bytes = 0;
  const soFar = (): Page => ({ items, bytes, fetched });
  for (const [at, range] of ranges.entries()) {
    if (at < (start?.at ?? 0)) continue;
    if (bytes >= PAGE_BYTES) return { page: soFar(), next: { at } };
    const page = readPage(source, range, limit === undefined ? undefined : limit - items.length, fetches);
    items.push(...page.items);
    fetched.push(...page.fetched);
    bytes += page.bytes;
    if (page.lastKey !== undefined) return { page: { ...soFar(), lastKey: page.lastKey }, next: { at, key: page.lastKey } };
  }
  return { page: soFar(), next: undefined };
}
