/** Policies that a caller passes along to narrow a session. */
import { deflateRawSync } from 'node:zlib';
import { MalformedPolicyDocumentException, PackedPolicyTooLargeException } from '../../../generated/sts/errors.js';
import type { PolicyDescriptorType } from '../../../generated/sts/types.js';

export interface SessionPolicies {
  readonly policy?: string | undefined;
  readonly policyArns?: readonly PolicyDescriptorType[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Bytes that AWS packs session policies and tags into; its packing isn't published, deflate comes near. */
const PACKED_LIMIT = 2048;

/** @returns the percentage of the allotted space that policies and tags take; undefined when there are none. */
export function checkSessionPolicies({ policy, policyArns, tags }: SessionPolicies): number | undefined {
  if (policy !== undefined) checkPolicyDocument(policy);
  const arns = (policyArns ?? []).map(({ arn }) => arn ?? '');
  const tagTexts = Object.entries(tags ?? {}).map(([key, value]) => `${key}=${value}`);
  if (policy === undefined && arns.length === 0 && tagTexts.length === 0) return undefined;
  const packed = deflateRawSync([policy ?? '', ...arns, ...tagTexts].join('\n')).length;
  const percent = Math.ceil((packed * 100) / PACKED_LIMIT);
  if (percent > 100)
    throw new PackedPolicyTooLargeException(`Packed policy consumes ${percent}% of allotted space, please use smaller policy.`);
  return percent;
}

function checkPolicyDocument(policy: string): void {
  let document: unknown;
  try {
    document = JSON.parse(policy);
  } catch {
    throw new MalformedPolicyDocumentException('This policy contains invalid Json');
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document) || !('Statement' in document))
    throw new MalformedPolicyDocumentException('Syntax errors in policy.');
}
