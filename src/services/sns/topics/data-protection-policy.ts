/** GetDataProtectionPolicy and PutDataProtectionPolicy. */
import type {
  GetDataProtectionPolicyInput,
  GetDataProtectionPolicyOutput,
  PutDataProtectionPolicyInput,
  PutDataProtectionPolicyOutput,
} from '../../../../generated/sns/types.js';
import type { Context } from '../../../contract/context.js';
import { invalidParameter } from '../refusals.js';
import type { Storage } from '../storage.js';
import { findTopic } from './find-topic.js';

/** Characters, as the API Reference says of the policy's length. */
const LONGEST = 30720;

export function getDataProtectionPolicy(
  storage: Storage,
  { ResourceArn }: GetDataProtectionPolicyInput,
  ctx: Context,
): GetDataProtectionPolicyOutput {
  const { dataProtectionPolicy } = findTopic(storage, ResourceArn, ctx);
  return dataProtectionPolicy === undefined ? {} : { DataProtectionPolicy: dataProtectionPolicy };
}

/** An empty policy takes the topic's away. */
export function putDataProtectionPolicy(
  storage: Storage,
  { ResourceArn, DataProtectionPolicy: policy }: PutDataProtectionPolicyInput,
  ctx: Context,
): PutDataProtectionPolicyOutput {
  const topic = findTopic(storage, ResourceArn, ctx);
  const { dataProtectionPolicy: _, ...bare } = topic;
  const problem = policy === '' ? undefined : dataProtectionPolicyProblem(policy);
  if (problem !== undefined) throw invalidParameter(problem);
  storage.topics.in(topic).put([topic.name], policy === '' ? bare : { ...bare, dataProtectionPolicy: policy });
  return {};
}

/** @returns what is wrong with it, in words that follow `Invalid parameter: `. */
export function dataProtectionPolicyProblem(text: string): string | undefined {
  if (text.length > LONGEST) return 'DataProtectionPolicy Reason: Policy exceeds the maximum allowed length';
  try {
    const policy: unknown = JSON.parse(text);
    if (typeof policy === 'object' && policy !== null && 'Statement' in policy && Array.isArray(policy.Statement)) return undefined;
    return 'DataProtectionPolicy Reason: Policy must have a list of statements';
  } catch {
    return 'DataProtectionPolicy Reason: failed to parse JSON.';
  }
}
