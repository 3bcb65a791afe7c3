/** Whether a bucket takes a policy, in S3's words. */
import { MalformedPolicy } from '../../../../generated/s3/errors.js';
import {
  type PolicyDocument,
  type PolicyProblem,
  PolicyProblemError,
  type Principals,
  type Statement,
} from '../../../auth/policy/document.js';
import { parsePolicy } from '../../../auth/policy/parse-document.js';
import { matches } from '../../../auth/policy/pattern.js';
import { ACTION_LEVELS, type Level } from './actions.js';
import { CONDITION_KEYS, KEYS_OF_LISTINGS, LISTINGS } from './policy-keys.js';

/** Bytes. S3 User Guide, "Bucket policies". */
const LONGEST_POLICY = 20 * 1024;
const NOT_JSON = "Policies must be valid JSON and the first byte must be '{'";

/**
 * @param arn of the bucket.
 * @throws MalformedPolicy
 */
export function checkPolicy(text: string, arn: string): PolicyDocument {
  if (!text.startsWith('{')) throw new MalformedPolicy(NOT_JSON);
  if (Buffer.byteLength(text) > LONGEST_POLICY) throw new MalformedPolicy('Policy exceeds the maximum allowed document size.');
  const document = parse(text);
  if (document.statements.length === 0) throw new MalformedPolicy('Could not parse the policy: Statement is empty!');
  for (const statement of document.statements) checkStatement(statement, arn);
  return document;
}

function parse(text: string): PolicyDocument {
  try {
    return parsePolicy(text);
  } catch (error) {
    if (error instanceof PolicyProblemError) throw new MalformedPolicy(wordsFor(error.problem));
    throw error;
  }
}

function wordsFor(problem: PolicyProblem): string {
  switch (problem.kind) {
    case 'not-json':
    case 'not-an-object':
      return NOT_JSON;
    case 'missing-field':
      return `Missing required field ${problem.field}`;
    case 'unknown-field':
      return `Unknown field ${problem.field}`;
    case 'unknown-operator':
      return `Invalid Condition type : ${problem.operator}`;
    case 'duplicate-sid':
      return 'Statement IDs (SID) in a single policy must be unique.';
    case 'conflicting-fields':
      return 'Invalid policy syntax.';
    case 'bad-value':
      if (problem.field === 'Version') return 'The policy must contain a valid version string';
      if (problem.field === 'Effect') return `Invalid effect: ${String(problem.value)}`;
      return 'Invalid policy syntax.';
  }
}

function checkStatement(statement: Statement, arn: string): void {
  const { principals, resources, actions } = statement;
  if (principals === undefined) throw new MalformedPolicy('Missing required field Principal');
  if (resources === undefined) throw new MalformedPolicy('Missing required field Resource');
  checkPrincipals(principals);
  for (const action of actions.values) {
    if (actionsOf(action).length === 0) throw new MalformedPolicy('Policy has invalid action', { Detail: action });
  }
  for (const resource of resources.values) {
    if (!covers(resource, arn, 'bucket') && !covers(resource, arn, 'object'))
      throw new MalformedPolicy('Policy has invalid resource', { Detail: resource });
  }
  if (!actions.negated && !resources.negated) checkActionsApply(statement, resources.values, arn);
  checkConditions(statement);
}

const ACCOUNT = /^\d{12}$/;
const PRINCIPAL_ARN =
  /^arn:aws[\w-]*:(?:iam::\d{12}:(?:root|user\/.+|role\/.+)|iam::cloudfront:user\/.+|sts::\d{12}:(?:assumed-role|federated-user)\/.+)$/;
/** Of users and roles; S3 shows those of whom it no longer knows by their ids. */
const UNIQUE_ID = /^A(?:IDA|ROA)[A-Z0-9]{16,}$/;

function checkPrincipals({ values }: Principals): void {
  for (const { kind, value } of values) {
    const isValid =
      kind === 'AWS'
        ? value === '*' || ACCOUNT.test(value) || (PRINCIPAL_ARN.test(value) && !/[*?]/.test(value)) || UNIQUE_ID.test(value)
        : kind === 'CanonicalUser'
          ? /^[0-9a-f]{64}$/.test(value)
          : kind === 'Service'
            ? /^[a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|aws\.internal)$/.test(value)
            : value !== '';
    if (!isValid) throw new MalformedPolicy('Invalid principal in policy', { Detail: `"${kind}" : "${value}"` });
  }
}

/** The actions that a pattern names. */
function actionsOf(pattern: string): readonly string[] {
  return [...ACTION_LEVELS.keys()].filter((action) => matches(pattern, action, true));
}

/** Whether a resource of a policy may be the bucket, or an object in it. */
function covers(resource: string, arn: string, level: Level): boolean {
  const slash = resource.indexOf('/');
  if (level === 'bucket') return slash < 0 && matches(resource, arn);
  if (slash >= 0) return matches(resource.slice(0, slash), arn);
  // Without a slash only a wildcard reaches as far as objects.
  const star = resource.indexOf('*');
  return star >= 0 && matches(resource.slice(0, star + 1), `${arn}/`);
}

/** Each action needs a resource that it can be allowed on. */
function checkActionsApply({ actions }: Statement, resources: readonly string[], arn: string): void {
  for (const pattern of actions.values) {
    const applies = actionsOf(pattern).some((action) => {
      const level = ACTION_LEVELS.get(action) ?? 'account';
      return level !== 'account' && resources.some((resource) => covers(resource, arn, level));
    });
    if (!applies) throw new MalformedPolicy('Action does not apply to any resource(s) in statement');
  }
}

function checkConditions({ actions, conditions }: Statement): void {
  for (const { key } of conditions) {
    const name = key.toLowerCase();
    const isKnown = name.startsWith('aws:') || CONDITION_KEYS.has(name.includes('/') ? name.slice(0, name.indexOf('/') + 1) : name);
    if (!isKnown) throw new MalformedPolicy('Policy has an invalid condition key');
    if (!KEYS_OF_LISTINGS.has(name) || actions.negated) continue;
    const applies = actions.values.every((pattern) => actionsOf(pattern).some((action) => LISTINGS.has(action)));
    if (!applies) throw new MalformedPolicy('Conditions do not apply to combination of actions and resources in statement');
  }
}
