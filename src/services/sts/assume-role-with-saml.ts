import { ExpiredTokenException, InvalidIdentityTokenException, ValidationError } from '../../../generated/sts/errors.js';
import type { AssumeRoleWithSAMLInput, AssumeRoleWithSAMLOutput } from '../../../generated/sts/types.js';
import type { Context } from '../../contract/context.js';
import type { ServiceDependencies } from '../dependencies.js';
import { nameQualifierOf, readSamlAssertion, type SamlAssertion } from './saml-assertion.js';
import { assumedRole, HOUR, issueSession, parseRoleArn } from './session.js';
import { checkSessionPolicies } from './session-policy.js';

const ATTRIBUTES = 'https://aws.amazon.com/SAML/Attributes';

export async function assumeRoleWithSaml(
  deps: ServiceDependencies,
  input: AssumeRoleWithSAMLInput,
  ctx: Context,
): Promise<AssumeRoleWithSAMLOutput> {
  const role = parseRoleArn(input.RoleArn);
  const provider = /^arn:[^:]+:iam::(\d{12}):saml-provider\/(.+)$/.exec(input.PrincipalArn);
  if (provider === null) throw new ValidationError(`${input.PrincipalArn} is invalid`);
  const packed = checkSessionPolicies({ policy: input.Policy, policyArns: input.PolicyArns });
  const assertion = await readSamlAssertion(input.SAMLAssertion);
  if (assertion.notOnOrAfter !== undefined && assertion.notOnOrAfter <= ctx.clock.now())
    throw new ExpiredTokenException(`Token must be redeemed within 5 minutes of issuance`);
  checkRole(assertion, input);
  const [sessionName] = assertion.attributes.get(`${ATTRIBUTES}/RoleSessionName`) ?? [];
  // AWS: the attribute is required, 2 to 64 characters.
  if (sessionName === undefined || !/^[\w+=,.@-]{2,64}$/.test(sessionName))
    throw new InvalidIdentityTokenException('RoleSessionName is required in AuthnResponse');
  const [sourceIdentity] = assertion.attributes.get(`${ATTRIBUTES}/SourceIdentity`) ?? [];
  const principal = assumedRole(role, input.RoleArn, sessionName);
  const session = {
    roleArn: input.RoleArn,
    ...(input.Policy === undefined ? {} : { policy: input.Policy }),
    policyArns: (input.PolicyArns ?? []).map(({ arn }) => arn ?? ''),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  };
  return {
    Credentials: deps.state.atomically(() =>
      issueSession(deps, principal, { seconds: durationOf(assertion, input), tokenSize: input.MinimumSessionTokenSize }, ctx, session),
    ),
    AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
    Subject: assertion.subject,
    SubjectType: assertion.subjectType,
    Issuer: assertion.issuer,
    Audience: assertion.audience,
    NameQualifier: nameQualifierOf(assertion.issuer, provider[1] ?? '', provider[2] ?? ''),
    ...(packed === undefined ? {} : { PackedPolicySize: packed }),
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
  };
}

/** The assertion lists role and provider in pairs, in either order. */
function checkRole(assertion: SamlAssertion, { RoleArn, PrincipalArn }: AssumeRoleWithSAMLInput): void {
  const pairs = assertion.attributes.get(`${ATTRIBUTES}/Role`) ?? [];
  const named = pairs.some((pair) => {
    const arns = pair.split(',').map((arn) => arn.trim());
    return arns.includes(RoleArn) && arns.includes(PrincipalArn);
  });
  if (!named) throw new InvalidIdentityTokenException('Role is required in AuthnResponse');
}

/** The shorter of what the caller asks for and what the assertion's SessionDuration allows. */
function durationOf(assertion: SamlAssertion, { DurationSeconds }: AssumeRoleWithSAMLInput): number {
  const [allowed] = assertion.attributes.get(`${ATTRIBUTES}/SessionDuration`) ?? [];
  const limit = allowed === undefined ? Number.NaN : Number(allowed);
  if (Number.isNaN(limit)) return DurationSeconds ?? HOUR;
  return Math.min(DurationSeconds ?? limit, limit);
}
