/** What a caller that is refused is told (S3 User Guide, "Troubleshoot access denied (403 Forbidden) errors"). */
import { AccessDenied } from '../../../../generated/s3/errors.js';
import type { Context } from '../../../contract/context.js';

export interface Attempt {
  /** `s3:GetObject` */
  readonly action: string;
  /** ARN; undefined for what concerns no resource of its own. */
  readonly resource: string | undefined;
}

/**
 * @param owner of the bucket: only callers of the same account are told why.
 * @param reason `with an explicit deny in a session policy`
 */
export function accessDenied(
  { principal }: Context,
  owner: string | undefined,
  { action, resource }: Attempt,
  reason: string,
): AccessDenied {
  if (principal.kind === 'anonymous' || principal.accountId !== owner) return new AccessDenied('Access Denied');
  const where = resource === undefined ? '' : ` on resource: "${resource}"`;
  return new AccessDenied(`User: ${principal.arn} is not authorized to perform: ${action}${where} ${reason}`);
}

export const bucketArn = ({ partition }: Context, bucket: string): string => `arn:${partition}:s3:::${bucket}`;
export const objectArn = (ctx: Context, bucket: string, key: string): string => `${bucketArn(ctx, bucket)}/${key}`;
