/** Policies that are attached to tables and streams. They are kept and given back; nothing evaluates them yet. */
import { PolicyNotFoundException, ResourceNotFoundException } from '../../../generated/dynamodb/errors.js';
import type {
  DeleteResourcePolicyInput,
  DeleteResourcePolicyOutput,
  GetResourcePolicyInput,
  GetResourcePolicyOutput,
  PutResourcePolicyInput,
  PutResourcePolicyOutput,
} from '../../../generated/dynamodb/types.js';
import type { Context } from '../../contract/context.js';
import type { Random } from '../dependencies.js';
import { invalid } from './refusals.js';
import type { Storage, TablePolicy, TableRecord } from './storage.js';
import { tableByArn } from './table-lookup.js';
import { refuseBusyTable } from './table-status.js';

/** Bytes, white space included. */
const LONGEST_POLICY = 20 * 1024;
/** What a caller expects that expects no policy. */
const NO_POLICY = 'NO_POLICY';

export function newPolicy(random: Random, text: string): TablePolicy {
  checkPolicy(text);
  return { text, revisionId: String(Math.floor(random.fraction() * 1e15) + 1e15) };
}

/** The same policy again has the same revision. */
export function putResourcePolicy(storage: Storage, input: PutResourcePolicyInput, ctx: Context): PutResourcePolicyOutput {
  checkPolicy(input.Policy);
  const table = tableOf(storage, input.ResourceArn, ctx);
  refuseBusyTable(table, ctx.clock.now());
  checkRevision(table, input.ExpectedRevisionId);
  const policy = table.policy?.text === input.Policy ? table.policy : newPolicy(storage.random, input.Policy);
  storage.tables.in(ctx).put([table.name], { ...table, policy });
  return { RevisionId: policy.revisionId };
}

export function getResourcePolicy(storage: Storage, input: GetResourcePolicyInput, ctx: Context): GetResourcePolicyOutput {
  const { policy } = tableOf(storage, input.ResourceArn, ctx);
  if (policy === undefined) throw policyNotFound(input.ResourceArn);
  return { Policy: policy.text, RevisionId: policy.revisionId };
}

/** Removing a policy that isn't there is no error, unless one is expected. */
export function deleteResourcePolicy(storage: Storage, input: DeleteResourcePolicyInput, ctx: Context): DeleteResourcePolicyOutput {
  const table = tableOf(storage, input.ResourceArn, ctx);
  refuseBusyTable(table, ctx.clock.now());
  checkRevision(table, input.ExpectedRevisionId);
  const { policy, ...rest } = table;
  if (policy === undefined) return {};
  storage.tables.in(ctx).put([table.name], rest);
  return { RevisionId: policy.revisionId };
}

function tableOf(storage: Storage, arn: string, ctx: Context): TableRecord {
  const table = tableByArn(storage, arn, ctx);
  if (table === undefined) throw new ResourceNotFoundException(`Requested resource not found: ResourcArn: ${arn} not found`);
  return table;
}

function checkRevision({ arn, policy }: TableRecord, expected: string | undefined): void {
  if (expected !== undefined && expected !== (policy?.revisionId ?? NO_POLICY)) throw policyNotFound(arn);
}

const policyNotFound = (arn: string): Error =>
  new PolicyNotFoundException(`Resource-based policy not found for the provided ResourceArn: ${arn}`);

function checkPolicy(text: string): void {
  if (Buffer.byteLength(text) > LONGEST_POLICY) throw invalid('Resource-based policy size limit exceeded: the maximum size is 20 KB');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw invalid('Invalid policy document: The policy is not valid JSON');
  }
  if (typeof document !== 'object' || document === null || !('Statement' in document))
    throw invalid('Invalid policy document: Missing required field Statement');
}
