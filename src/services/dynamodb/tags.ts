import { ResourceNotFoundException } from '../../../generated/dynamodb/errors.js';
import type { ListTagsOfResourceInput, ListTagsOfResourceOutput } from '../../../generated/dynamodb/types.js';
import type { Context } from '../../contract/context.js';
import { invalid } from './refusals.js';
import type { Storage } from './storage.js';
import { tableByArn } from './table-lookup.js';

/** A table's tags fit one page, so that no token is ever given. */
export function listTagsOfResource(storage: Storage, input: ListTagsOfResourceInput, ctx: Context): ListTagsOfResourceOutput {
  if (input.NextToken !== undefined) throw invalid('Invalid NextToken');
  const table = tableByArn(storage, input.ResourceArn, ctx);
  // AWS spells it so.
  if (table === undefined) throw new ResourceNotFoundException(`Requested resource not found: ResourcArn: ${input.ResourceArn} not found`);
  return { Tags: [...table.tags] };
}
