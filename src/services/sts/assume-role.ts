import { AccessDenied, ValidationError } from '../../../generated/sts/errors.js';
import type { AssumeRoleInput, AssumeRoleOutput } from '../../../generated/sts/types.js';
import type { Context } from '../../contract/context.js';
import type { ServiceDependencies, SessionFacts } from '../dependencies.js';
import { assumedRole, checkSessionTags, HOUR, issueSession, parseRoleArn } from './session.js';
import { checkSessionPolicies } from './session-policy.js';

export function assumeRole(deps: ServiceDependencies, input: AssumeRoleInput, ctx: Context): AssumeRoleOutput {
  const role = parseRoleArn(input.RoleArn);
  if (ctx.principal.kind === 'root' && ctx.principal.accessKeyId !== undefined)
    throw new AccessDenied('Roles may not be assumed by root accounts.');
  const calling = sessionOfCaller(deps, ctx);
  const duration = input.DurationSeconds ?? HOUR;
  if (calling !== undefined && duration > HOUR)
    throw new ValidationError('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining');
  if ((input.SerialNumber === undefined) !== (input.TokenCode === undefined))
    throw new AccessDenied('MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.');
  // Once set, a source identity stays for the whole chain.
  if (calling?.sourceIdentity !== undefined && input.SourceIdentity !== undefined && calling.sourceIdentity !== input.SourceIdentity)
    throw new AccessDenied('SourceIdentity cannot be changed once it is set.');
  const sourceIdentity = calling?.sourceIdentity ?? input.SourceIdentity;
  const inherited = pick(calling?.tags ?? {}, calling?.transitiveTagKeys ?? []);
  const tags = checkSessionTags(input.Tags, input.TransitiveTagKeys, inherited);
  const packed = checkSessionPolicies({ policy: input.Policy, policyArns: input.PolicyArns, tags });
  const principal = assumedRole(role, input.RoleArn, input.RoleSessionName);
  const session: SessionFacts = {
    roleArn: input.RoleArn,
    tags,
    transitiveTagKeys: [...Object.keys(inherited), ...(input.TransitiveTagKeys ?? [])],
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    ...(input.Policy === undefined ? {} : { policy: input.Policy }),
    policyArns: (input.PolicyArns ?? []).map(({ arn }) => arn ?? ''),
    ...(input.ProvidedContexts === undefined ? {} : { contexts: input.ProvidedContexts.map(({ ProviderArn }) => ProviderArn ?? '') }),
    ...(input.ExternalId === undefined ? {} : { externalId: input.ExternalId }),
  };
  return {
    Credentials: issueSession(deps, principal, { seconds: duration, tokenSize: input.MinimumSessionTokenSize }, ctx, session),
    AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
    ...(packed === undefined ? {} : { PackedPolicySize: packed }),
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
  };
}

/** What the caller's own session carries; undefined for callers with long-term keys. */
function sessionOfCaller(deps: ServiceDependencies, ctx: Context): SessionFacts | undefined {
  const { accessKeyId, kind } = ctx.principal;
  return kind === 'assumed-role' && accessKeyId !== undefined ? (deps.credentials.find(accessKeyId)?.session ?? {}) : undefined;
}

function pick(tags: Readonly<Record<string, string>>, keys: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => keys.includes(key)));
}
