/** Policies that are attached to tables and streams. They are kept and given back; nothing evaluates them yet. */
import { PolicyNotFoundException, ResourceNotFoundException } from '../../../../generated/dynamodb/errors.js';
import type {
  DeleteResourcePolicyInput,
  DeleteResourcePolicyOutput,
  GetResourcePolicyInput,
  GetResourcePolicyOutput,
  PutResourcePolicyInput,
  PutResourcePolicyOutput,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import type { Random } from '../../dependencies.js';
import { invalid } from '../refusals.js';
import type { Storage, TablePolicy, TableRecord } from '../storage.js';
import { findStream } from '../streams/stream-lookup.js';
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

/** A table or a stream. */
interface PolicyHolder {
  readonly arn: string;
  readonly table?: TableRecord;
  readonly policy: TablePolicy | undefined;
  /** Undefined takes the policy away. */
  readonly keep: (policy: TablePolicy | undefined) => void;
}

/** The same policy again has the same revision. */
export function putResourcePolicy(storage: Storage, input: PutResourcePolicyInput, ctx: Context): PutResourcePolicyOutput {
  checkPolicy(input.Policy);
  const holder = holderToChange(storage, input.ResourceArn, ctx);
  checkRevision(holder, input.ExpectedRevisionId);
  const policy = holder.policy?.text === input.Policy ? holder.policy : newPolicy(storage.random, input.Policy);
  holder.keep(policy);
  return { RevisionId: policy.revisionId };
}

export function getResourcePolicy(storage: Storage, input: GetResourcePolicyInput, ctx: Context): GetResourcePolicyOutput {
  const { policy } = holderOf(storage, input.ResourceArn, ctx);
  if (policy === undefined) throw policyNotFound(input.ResourceArn);
  return { Policy: policy.text, RevisionId: policy.revisionId };
}

/** Removing a policy that isn't there is no error, unless one is expected. */
export function deleteResourcePolicy(storage: Storage, input: DeleteResourcePolicyInput, ctx: Context): DeleteResourcePolicyOutput {
  const holder = holderToChange(storage, input.ResourceArn, ctx);
  checkRevision(holder, input.ExpectedRevisionId);
  if (holder.policy === undefined) return {};
  holder.keep(undefined);
  return { RevisionId: holder.policy.revisionId };
}

/** @throws ResourceInUseException for a table that isn't ACTIVE */
function holderToChange(storage: Storage, arn: string, ctx: Context): PolicyHolder {
  const holder = holderOf(storage, arn, ctx);
  if (holder.table !== undefined) refuseBusyTable(holder.table, ctx.clock.now());
  return holder;
}

function holderOf(storage: Storage, arn: string, ctx: Context): PolicyHolder {
  const holder = arn.includes('/stream/') ? streamHolder(storage, arn, ctx) : tableHolder(storage, arn, ctx);
  if (holder === undefined) throw new ResourceNotFoundException(`Requested resource not found: ResourcArn: ${arn} not found`);
  return holder;
}

function tableHolder(storage: Storage, arn: string, ctx: Context): PolicyHolder | undefined {
  const table = tableByArn(storage, arn, ctx);
  if (table === undefined) return undefined;
  const { policy: before, ...rest } = table;
  const keep: PolicyHolder['keep'] = (policy) => {
    storage.tables.in(ctx).put([table.name], policy === undefined ? rest : { ...rest, policy });
  };
  return { arn: table.arn, table, policy: before, keep };
}

function streamHolder(storage: Storage, arn: string, ctx: Context): PolicyHolder | undefined {
  const stream = findStream(storage, arn, ctx);
  if (stream === undefined) return undefined;
  const { policy: before, ...rest } = stream;
  const keep: PolicyHolder['keep'] = (policy) => {
    storage.streams.streams.in(ctx).put([stream.tableName, stream.label], policy === undefined ? rest : { ...rest, policy });
  };
  return { arn, policy: before, keep };
}

function checkRevision({ arn, policy }: PolicyHolder, expected: string | undefined): void {
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
