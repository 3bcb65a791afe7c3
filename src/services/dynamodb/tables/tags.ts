/** Tags of tables. */
import { ResourceNotFoundException } from '../../../../generated/dynamodb/errors.js';
import type {
  ListTagsOfResourceInput,
  ListTagsOfResourceOutput,
  Tag,
  TagResourceInput,
  UntagResourceInput,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { invalid, invalidParameter } from '../refusals.js';
import type { Storage, TableRecord } from '../storage.js';
import { tableByArn } from './table-lookup.js';
import { refuseBusyTable } from './table-status.js';

const MOST_TAGS = 50;
const RESERVED = /^aws:/i;

/** @returns the tags as they are to be kept. */
export function checkTags(tags: readonly Tag[]): readonly Tag[] {
  const keys = tags.map(({ Key }) => Key);
  for (const [at, key] of keys.entries()) {
    if (RESERVED.test(key)) throw invalidParameter(`Tag keys starting with aws: are reserved for system use. Key: ${key}`);
    if (keys.indexOf(key) < at) throw invalidParameter(`Duplicate tag keys found. Key: ${key}`);
  }
  if (tags.length > MOST_TAGS) throw invalid(`The number of tags exceeds the limit of ${MOST_TAGS} tags per resource`);
  return tags.map(({ Key, Value }) => ({ Key, Value }));
}

/** A table's tags fit one page, so that no token is ever given. */
export function listTagsOfResource(storage: Storage, input: ListTagsOfResourceInput, ctx: Context): ListTagsOfResourceOutput {
  if (input.NextToken !== undefined) throw invalid('Invalid NextToken');
  return { Tags: [...tableOf(storage, input.ResourceArn, ctx).tags] };
}

/** A tag that is there already gets the new value. */
export function tagResource(storage: Storage, input: TagResourceInput, ctx: Context): Record<string, never> {
  const added = checkTags(input.Tags);
  const table = tableOf(storage, input.ResourceArn, ctx);
  refuseBusyTable(table, ctx.clock.now());
  const values = new Map(table.tags.map(({ Key, Value }) => [Key, Value]));
  for (const { Key, Value } of added) values.set(Key, Value);
  const tags = checkTags([...values].map(([Key, Value]) => ({ Key, Value })));
  storage.tables.in(ctx).put([table.name], { ...table, tags });
  return {};
}

/** Keys that aren't there are no error. */
export function untagResource(storage: Storage, input: UntagResourceInput, ctx: Context): Record<string, never> {
  const table = tableOf(storage, input.ResourceArn, ctx);
  refuseBusyTable(table, ctx.clock.now());
  const removed = new Set(input.TagKeys);
  storage.tables.in(ctx).put([table.name], { ...table, tags: table.tags.filter(({ Key }) => !removed.has(Key)) });
  return {};
}

function tableOf(storage: Storage, arn: string, ctx: Context): TableRecord {
  const table = tableByArn(storage, arn, ctx);
  // AWS spells it so.
  if (table === undefined) throw new ResourceNotFoundException(`Requested resource not found: ResourcArn: ${arn} not found`);
  return table;
}
