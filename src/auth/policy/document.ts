/** A policy of IAM's language, read and normalised (IAM User Guide, "IAM JSON policy reference"). */

export type Effect = 'Allow' | 'Deny';

export interface PolicyDocument {
  readonly version: '2012-10-17' | '2008-10-17';
  readonly id?: string;
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly sid?: string;
  readonly effect: Effect;
  /** Absent in the policies of identities. */
  readonly principals?: Principals;
  readonly actions: Patterns;
  /** Absent where the policy's kind has none (trust policies). */
  readonly resources?: Patterns;
  readonly conditions: readonly Condition[];
}

/** `Action` or, negated, `NotAction`; `Resource` and `NotResource` alike. */
export interface Patterns {
  readonly negated: boolean;
  readonly values: readonly string[];
}

export interface Principals {
  readonly negated: boolean;
  readonly values: readonly PrincipalPattern[];
}

export type PrincipalKind = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';

export interface PrincipalPattern {
  readonly kind: PrincipalKind;
  /** `*`, an account's number, an ARN, a service's name, a canonical id. */
  readonly value: string;
}

export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** What is wrong with a policy. Services say it in their own words. */
export type PolicyProblem =
  | { readonly kind: 'not-json' }
  | { readonly kind: 'not-an-object' }
  | { readonly kind: 'missing-field'; readonly field: string }
  | { readonly kind: 'unknown-field'; readonly field: string }
  | { readonly kind: 'duplicate-sid'; readonly sid: string }
  | { readonly kind: 'conflicting-fields'; readonly fields: readonly [string, string] }
  | { readonly kind: 'bad-value'; readonly field: string; readonly value: unknown }
  | { readonly kind: 'unknown-operator'; readonly operator: string };

export class PolicyProblemError extends Error {
  readonly problem: PolicyProblem;

  constructor(problem: PolicyProblem) {
    super(`The policy is malformed: ${JSON.stringify(problem)}`);
    this.problem = problem;
  }
}
