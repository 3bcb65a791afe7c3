/** Whether policies allow a request (IAM User Guide, "Policy evaluation logic"): a deny wins, and what nothing allows is denied. */
import { areMet, type ConditionKeys } from './conditions.js';
import type { PolicyDocument, PrincipalPattern, Statement } from './document.js';
import { matches, type Variables, withVariables } from './pattern.js';

export interface PolicyRequest {
  /** `s3:GetObject`; compared without its case. */
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  /** Who asks, in all forms by which a policy may name it; undefined when the policy is the caller's own. */
  readonly principal?: RequestPrincipal;
  readonly keys: ConditionKeys;
}

export interface RequestPrincipal {
  /** 12 digits; undefined for anonymous callers and services. */
  readonly accountId?: string;
  /** `arn:aws:sts::123456789012:assumed-role/name/session` is named by its role's ARN too. */
  readonly arns: readonly string[];
  /** `s3.amazonaws.com` */
  readonly service?: string;
  readonly federated?: string;
  readonly canonicalId?: string;
}

export type Decision = 'allowed' | 'denied' | 'not-decided';

/** Of all policies together: `denied` when any statement denies, `not-decided` when none has a say. */
export function evaluate(policies: readonly PolicyDocument[], request: PolicyRequest): Decision {
  let decision: Decision = 'not-decided';
  for (const policy of policies) {
    for (const statement of policy.statements) {
      if (!appliesTo(statement, policy, request)) continue;
      if (statement.effect === 'Deny') return 'denied';
      decision = 'allowed';
    }
  }
  return decision;
}

function appliesTo(statement: Statement, policy: PolicyDocument, request: PolicyRequest): boolean {
  // Variables came with the version of 2012; before, they are text.
  const variables: Variables = (name) => (policy.version === '2012-10-17' ? single(request.keys(name)) : `\${${name}}`);
  const { actions, resources, principals } = statement;
  const isNamed = actions.values.some((pattern) => matches(pattern, request.action, true));
  if (isNamed === actions.negated) return false;
  if (resources !== undefined) {
    const covers = resources.values.some((pattern) => {
      const filled = withVariables(pattern, variables);
      return filled !== undefined && matches(filled, request.resource);
    });
    if (covers === resources.negated) return false;
  }
  if (principals !== undefined) {
    const { principal } = request;
    const names = principal !== undefined && principals.values.some((pattern) => isPrincipal(pattern, principal));
    if (names === principals.negated) return false;
  }
  return areMet(statement.conditions, request.keys, variables);
}

const ACCOUNT_ROOT = /^arn:[\w-]+:iam::(\d{12}):root$/;

/** Principals have no wildcards but `*` alone. */
function isPrincipal({ kind, value }: PrincipalPattern, principal: RequestPrincipal): boolean {
  if (kind === 'Service') return principal.service === value;
  if (kind === 'Federated') return principal.federated === value;
  if (kind === 'CanonicalUser') return principal.canonicalId === value;
  if (value === '*') return true;
  const account = /^\d{12}$/.test(value) ? value : ACCOUNT_ROOT.exec(value)?.[1];
  return account === undefined ? principal.arns.includes(value) : principal.accountId === account;
}

const single = (value: string | readonly string[] | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
