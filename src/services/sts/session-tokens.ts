/** GetSessionToken and GetFederationToken: sessions of long-term credentials. */
import { AccessDenied } from '../../../generated/sts/errors.js';
import type {
  GetFederationTokenInput,
  GetFederationTokenOutput,
  GetSessionTokenInput,
  GetSessionTokenOutput,
} from '../../../generated/sts/types.js';
import type { Context } from '../../contract/context.js';
import type { ServiceDependencies } from '../dependencies.js';
import { checkSessionTags, HOUR, issueSession } from './session.js';
import { checkSessionPolicies } from './session-policy.js';

export function getSessionToken(deps: ServiceDependencies, input: GetSessionTokenInput, ctx: Context): GetSessionTokenOutput {
  refuseSessions(deps, ctx, 'GetSessionToken');
  if ((input.SerialNumber === undefined) !== (input.TokenCode === undefined))
    throw new AccessDenied('MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.');
  return {
    Credentials: issueSession(
      deps,
      ctx.principal,
      { seconds: durationFor(ctx, input.DurationSeconds), tokenSize: input.MinimumSessionTokenSize },
      ctx,
    ),
  };
}

export function getFederationToken(deps: ServiceDependencies, input: GetFederationTokenInput, ctx: Context): GetFederationTokenOutput {
  refuseSessions(deps, ctx, 'GetFederationToken');
  const tags = checkSessionTags(input.Tags, undefined);
  const packed = checkSessionPolicies({ policy: input.Policy, policyArns: input.PolicyArns, tags });
  const principal = {
    kind: 'federated-user',
    accountId: ctx.accountId,
    arn: `arn:${ctx.partition}:sts::${ctx.accountId}:federated-user/${input.Name}`,
    userId: `${ctx.accountId}:${input.Name}`,
    sessionName: input.Name,
  } as const;
  const session = {
    tags,
    ...(input.Policy === undefined ? {} : { policy: input.Policy }),
    policyArns: (input.PolicyArns ?? []).map(({ arn }) => arn ?? ''),
  };
  return {
    Credentials: issueSession(
      deps,
      principal,
      { seconds: durationFor(ctx, input.DurationSeconds), tokenSize: input.MinimumSessionTokenSize },
      ctx,
      session,
    ),
    FederatedUser: { FederatedUserId: principal.userId, Arn: principal.arn },
    // AWS gives the size even when no policy was passed.
    PackedPolicySize: packed ?? 0,
  };
}

/** 12 hours by default; sessions of the root user never last longer than one (AWS shortens them without an error). */
function durationFor(ctx: Context, asked: number | undefined): number {
  const duration = asked ?? 12 * HOUR;
  return ctx.principal.kind === 'root' ? Math.min(duration, HOUR) : duration;
}

function refuseSessions(deps: ServiceDependencies, ctx: Context, operation: string): void {
  const { accessKeyId } = ctx.principal;
  const isSession = accessKeyId !== undefined && deps.credentials.find(accessKeyId)?.sessionToken !== undefined;
  if (isSession) throw new AccessDenied(`Cannot call ${operation} with session credentials`);
}
