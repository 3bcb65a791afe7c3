import { ExpiredTokenException, InvalidIdentityTokenException } from '../../../generated/sts/errors.js';
import type { AssumeRoleWithWebIdentityInput, AssumeRoleWithWebIdentityOutput } from '../../../generated/sts/types.js';
import type { Context } from '../../contract/context.js';
import type { ServiceDependencies } from '../dependencies.js';
import { assumedRole, HOUR, issueSession, parseRoleArn } from './session.js';
import { checkSessionPolicies } from './session-policy.js';

interface Claims {
  readonly iss?: unknown;
  readonly sub?: unknown;
  readonly aud?: unknown;
  readonly azp?: unknown;
  readonly exp?: unknown;
  readonly nbf?: unknown;
  readonly 'https://aws.amazon.com/source_identity'?: unknown;
}

export function assumeRoleWithWebIdentity(
  deps: ServiceDependencies,
  input: AssumeRoleWithWebIdentityInput,
  ctx: Context,
): AssumeRoleWithWebIdentityOutput {
  const role = parseRoleArn(input.RoleArn);
  const packed = checkSessionPolicies({ policy: input.Policy, policyArns: input.PolicyArns });
  const claims = decodeToken(input.WebIdentityToken, ctx);
  const audience = typeof claims.azp === 'string' ? claims.azp : Array.isArray(claims.aud) ? claims.aud[0] : claims.aud;
  const sourceIdentity = claims['https://aws.amazon.com/source_identity'];
  const principal = assumedRole(role, input.RoleArn, input.RoleSessionName);
  return {
    Credentials: issueSession(deps, principal, { seconds: input.DurationSeconds ?? HOUR, tokenSize: input.MinimumSessionTokenSize }, ctx, {
      roleArn: input.RoleArn,
      ...(input.Policy === undefined ? {} : { policy: input.Policy }),
      policyArns: (input.PolicyArns ?? []).map(({ arn }) => arn ?? ''),
      ...(typeof sourceIdentity === 'string' ? { sourceIdentity } : {}),
    }),
    SubjectFromWebIdentityToken: String(claims.sub),
    AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
    Provider: input.ProviderId ?? String(claims.iss),
    ...(typeof audience === 'string' ? { Audience: audience } : {}),
    ...(packed === undefined ? {} : { PackedPolicySize: packed }),
    ...(typeof sourceIdentity === 'string' ? { SourceIdentity: sourceIdentity } : {}),
  };
}

function decodeToken(token: string, ctx: Context): Claims {
  const [header, payload, signature] = token.split('.');
  const claims = signature === undefined || decodeSegment(header) === undefined ? undefined : decodeSegment(payload);
  if (claims === undefined)
    throw new InvalidIdentityTokenException(
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    );
  if (typeof claims.iss !== 'string') throw new InvalidIdentityTokenException('Missing a required claim: iss');
  if (typeof claims.sub !== 'string') throw new InvalidIdentityTokenException('Missing a required claim: sub');
  if (typeof claims.exp !== 'number') throw new InvalidIdentityTokenException('Missing a required claim: exp');
  const now = Math.floor(ctx.clock.now() / 1000);
  if (claims.exp <= now)
    throw new ExpiredTokenException(`Token expired: current date/time ${now} must be before the expiration date/time ${claims.exp}`);
  if (typeof claims.nbf === 'number' && claims.nbf > now) throw new InvalidIdentityTokenException('Token is not valid yet');
  return claims;
}

function decodeSegment(segment: string | undefined): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(segment ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
