import { AccessDenied, ValidationError } from '../../../generated/sts/errors.js';
import type { AssumeRootInput, AssumeRootOutput } from '../../../generated/sts/types.js';
import type { Context } from '../../contract/context.js';
import type { ServiceDependencies } from '../dependencies.js';
import { issueSession } from './session.js';

/** The tasks that AWS has policies for (IAM User Guide, "Perform a privileged task on a member account"). */
const TASKS = new Set([
  'IAMAuditRootUserCredentials',
  'IAMCreateRootUserPassword',
  'IAMDeleteRootUserCredentials',
  'S3UnlockBucketPolicy',
  'SQSUnlockQueuePolicy',
]);
const LONGEST = 900;

/** Credentials of a member account's root user for one privileged task. */
export function assumeRoot(deps: ServiceDependencies, input: AssumeRootInput, ctx: Context): AssumeRootOutput {
  const accountId = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(input.TargetPrincipal)?.[1];
  if (accountId === undefined) throw new ValidationError(`${input.TargetPrincipal} is invalid`);
  const taskPolicy = input.TaskPolicyArn.arn ?? '';
  const task = /^arn:[^:]+:iam::aws:policy\/root-task\/(\w+)$/.exec(taskPolicy)?.[1];
  if (task === undefined || !TASKS.has(task)) throw new AccessDenied(`The policy ${taskPolicy} is not a root task policy.`);
  const principal = { kind: 'root', accountId, arn: `arn:${ctx.partition}:iam::${accountId}:root`, userId: accountId } as const;
  return {
    Credentials: issueSession(
      deps,
      principal,
      { seconds: input.DurationSeconds ?? LONGEST, tokenSize: input.MinimumSessionTokenSize },
      ctx,
      { policyArns: [taskPolicy] },
    ),
  };
}
