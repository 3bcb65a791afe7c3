/** ListTopics. */
import type { ListTopicsInput, ListTopicsOutput } from '../../../../generated/sns/types.js';
import type { Context } from '../../../contract/context.js';
import { pageOf, readToken } from '../paging.js';
import type { Storage } from '../storage.js';

export function listTopics(storage: Storage, { NextToken }: ListTopicsInput, ctx: Context): ListTopicsOutput {
  const after = readToken(NextToken);
  const rows = storage.topics.in(ctx).values(after === undefined ? {} : { after: [after] });
  const { items, next } = pageOf(rows, ({ name }) => name);
  return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), ...(next === undefined ? {} : { NextToken: next }) };
}
