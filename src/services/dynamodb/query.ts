import type { QueryInput, QueryOutput } from '../../../generated/dynamodb/types.js';
import type { Context } from '../../contract/context.js';
import type { Storage } from './storage.js';
export function query(_storage: Storage, _input: QueryInput, _ctx: Context): Promise<QueryOutput> {
  throw new Error('later');
}
