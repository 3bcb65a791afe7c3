/** Who asks, as S3's rules see them. */
import type { PolicyDocument } from '../../../auth/policy/document.js';
import type { RequestPrincipal } from '../../../auth/policy/evaluate.js';
import { requestPrincipal } from '../../../auth/policy/global-keys.js';
import { parsePolicy } from '../../../auth/policy/parse-document.js';
import type { Context, Principal } from '../../../contract/context.js';
import type { Credentials, SessionFacts } from '../../dependencies.js';
import { granteeIdOf } from './acl.js';

export interface Caller {
  /** Undefined for callers without a signature, and for AWS's services. */
  readonly accountId: string | undefined;
  readonly canonicalId: string;
  readonly isRoot: boolean;
  readonly principal: RequestPrincipal;
  readonly session: SessionFacts | undefined;
  /** What the session is confined to. */
  readonly sessionPolicy: PolicyDocument | undefined;
  /** The only actions of a session that was got for one task; undefined for others. */
  readonly task: ReadonlySet<string> | undefined;
}

/** IAM User Guide, "Perform a privileged task on an AWS Organizations member account": what AWS's policies for the tasks allow in S3. */
const TASKS: Readonly<Record<string, ReadonlySet<string>>> = {
  S3UnlockBucketPolicy: new Set(['s3:DeleteBucketPolicy', 's3:GetBucketPolicy', 's3:ListAllMyBuckets', 's3:PutBucketPolicy']),
};
const NO_ACTIONS: ReadonlySet<string> = new Set();

const isOfAccount = ({ kind }: Principal): boolean => kind !== 'anonymous' && kind !== 'service';

export function callerOf(ctx: Context, credentials: Credentials): Caller {
  const { principal } = ctx;
  const issued = principal.accessKeyId === undefined ? undefined : credentials.find(principal.accessKeyId);
  const session = issued?.sessionToken === undefined ? undefined : (issued.session ?? {});
  const canonicalId = granteeIdOf(ctx);
  const task = session?.policyArns?.map((arn) => /:policy\/root-task\/(\w+)$/.exec(arn)?.[1]).find((name) => name !== undefined);
  return {
    accountId: isOfAccount(principal) ? principal.accountId : undefined,
    canonicalId,
    isRoot: principal.kind === 'root',
    principal: requestPrincipal(principal, session, canonicalId),
    session,
    // STS took none that can't be read.
    sessionPolicy: session?.policy === undefined ? undefined : parsePolicy(session.policy),
    task: task === undefined ? undefined : (TASKS[task] ?? NO_ACTIONS),
  };
}
