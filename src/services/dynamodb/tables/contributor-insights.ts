/** CloudWatch Contributor Insights of tables and their indexes: what is switched on, without any figures. */
import { ResourceNotFoundException } from '../../../../generated/dynamodb/errors.js';
import type {
  DescribeContributorInsightsInput,
  DescribeContributorInsightsOutput,
  ListContributorInsightsInput,
  ListContributorInsightsOutput,
  UpdateContributorInsightsInput,
  UpdateContributorInsightsOutput,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { invalid } from '../refusals.js';
import type { Storage, TableRecord } from '../storage.js';
import { type Pending, pendingMember, pendingStatus } from './pending.js';
import { tableByName } from './table-lookup.js';

export interface ContributorInsights {
  /** Undefined for the table itself. */
  readonly indexName?: string;
  readonly isEnabled: boolean;
  readonly mode: string;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
  /** What is under way with it. */
  readonly pending?: Pending<'ENABLING' | 'DISABLING'>;
}

const statusOf = ({ isEnabled, pending }: ContributorInsights, ctx: Context): 'ENABLED' | 'DISABLED' | 'ENABLING' | 'DISABLING' =>
  pendingStatus(pending, ctx.clock.now()) ?? (isEnabled ? 'ENABLED' : 'DISABLED');

const ALL_KEYS = 'ACCESSED_AND_THROTTLED_KEYS';

export function updateContributorInsights(
  storage: Storage,
  input: UpdateContributorInsightsInput,
  ctx: Context,
): UpdateContributorInsightsOutput {
  const table = tableWithIndex(storage, input.TableName, input.IndexName, ctx);
  const { IndexName: indexName, ContributorInsightsAction: action } = input;
  const current = insightsOf(table, indexName);
  const isEnabled = action === 'ENABLE';
  const mode = input.ContributorInsightsMode ?? current?.mode ?? ALL_KEYS;
  const changedAt = ctx.clock.now();
  const pending = pendingMember(storage, isEnabled ? 'ENABLING' : 'DISABLING', changedAt, 'contributorInsights');
  const changed: ContributorInsights = { ...(indexName === undefined ? {} : { indexName }), isEnabled, mode, changedAt, ...pending };
  const others = (table.contributorInsights ?? []).filter((each) => each !== current);
  storage.tables.in(ctx).put([table.name], { ...table, contributorInsights: [...others, changed] });
  return {
    TableName: table.name,
    ...(indexName === undefined ? {} : { IndexName: indexName }),
    ContributorInsightsStatus: isEnabled ? 'ENABLING' : 'DISABLING',
    ...(isEnabled ? { ContributorInsightsMode: mode } : {}),
  };
}

export function describeContributorInsights(
  storage: Storage,
  input: DescribeContributorInsightsInput,
  ctx: Context,
): DescribeContributorInsightsOutput {
  const table = tableWithIndex(storage, input.TableName, input.IndexName, ctx);
  const insights = insightsOf(table, input.IndexName);
  const names = { TableName: table.name, ...(input.IndexName === undefined ? {} : { IndexName: input.IndexName }) };
  if (insights === undefined) return { ...names, ContributorInsightsStatus: 'DISABLED' };
  const LastUpdateDateTime = new Date(insights.changedAt);
  const ContributorInsightsStatus = statusOf(insights, ctx);
  if (!insights.isEnabled) return { ...names, ContributorInsightsStatus, LastUpdateDateTime };
  return {
    ...names,
    ContributorInsightsStatus,
    ContributorInsightsMode: insights.mode,
    ContributorInsightsRuleList: ruleNames(table, insights),
    LastUpdateDateTime,
  };
}

const MOST_SUMMARIES = 100;

/** The token is the place in the list of all. */
export function listContributorInsights(
  storage: Storage,
  input: ListContributorInsightsInput,
  ctx: Context,
): ListContributorInsightsOutput {
  const { NextToken: token } = input;
  if (token !== undefined && !/^\d{1,9}$/.test(token)) throw invalid('Invalid NextToken');
  const tables =
    input.TableName === undefined
      ? [...storage.tables.in(ctx).range()].map(([, table]) => table)
      : [tableByName(storage, input.TableName, ctx)];
  const all = tables.flatMap((table) => (table.contributorInsights ?? []).map((insights) => ({ table, insights })));
  const start = Number(token ?? 0);
  const end = start + (input.MaxResults || MOST_SUMMARIES);
  return {
    ContributorInsightsSummaries: all.slice(start, end).map(({ table, insights }) => ({
      TableName: table.name,
      ...(insights.indexName === undefined ? {} : { IndexName: insights.indexName }),
      ContributorInsightsStatus: statusOf(insights, ctx),
      ...(insights.isEnabled ? { ContributorInsightsMode: insights.mode } : {}),
    })),
    ...(end < all.length ? { NextToken: String(end) } : {}),
  };
}

const insightsOf = ({ contributorInsights }: TableRecord, indexName: string | undefined): ContributorInsights | undefined =>
  contributorInsights?.find((each) => each.indexName === indexName);

function tableWithIndex(storage: Storage, tableName: string, indexName: string | undefined, ctx: Context): TableRecord {
  const table = tableByName(storage, tableName, ctx);
  if (indexName !== undefined && !table.indexes.some(({ name, kind }) => kind === 'global' && name === indexName))
    throw new ResourceNotFoundException(`Requested resource not found: Table: ${table.name}, Index: ${indexName} not found`);
  return table;
}

/** Partition keys and sort keys, what is accessed and what is throttled: `DynamoDBContributorInsights-PKC-...`. */
function ruleNames(table: TableRecord, { indexName, mode, changedAt }: ContributorInsights): string[] {
  const index = table.indexes.find(({ name }) => name === indexName);
  const hasRange = index === undefined ? table.rangeKey !== undefined : index.rangeKeys.length > 0;
  const accessed = mode === ALL_KEYS;
  const kinds = [...(accessed ? ['PKC'] : []), 'PKT', ...(hasRange && accessed ? ['SKC'] : []), ...(hasRange ? ['SKT'] : [])];
  const resource = indexName === undefined ? table.name : `${table.name}-${indexName}`;
  return kinds.map((kind) => `DynamoDBContributorInsights-${kind}-${resource}-${changedAt}`);
}
