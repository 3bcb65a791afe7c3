/** A queue's policy: which documents SQS takes, and how they read. */
import { OverLimit } from '../../../../generated/sqs/errors.js';
import { type PolicyDocument, PolicyProblemError, type Statement } from '../../../auth/policy/document.js';
import { parsePolicy } from '../../../auth/policy/parse-document.js';
import { invalidParameter } from '../messages/errors.js';
import { invalidValue } from '../queues/attribute-values.js';

/** SQS Developer Guide, "Amazon SQS policy quotas". Conditions count by statement: 20 statements with one each are taken (aws-cdk issue 16303). */
const MOST_BYTES = 8192;
const MOST_STATEMENTS = 20;
export const MOST_ACTIONS = 7;
const MOST_PRINCIPALS = 50;
const MOST_CONDITIONS = 10;

/**
 * @returns the text, as it is kept and given back.
 * @throws InvalidAttributeValue, InvalidParameterValueException, OverLimit
 */
export function checkQueuePolicy(text: string): string {
  const { statements } = parse(text);
  if (statements.length === 0) throw invalidValue('Policy');
  if (Buffer.byteLength(text) > MOST_BYTES) throw new OverLimit('Submitted policy is over max allowed size.');
  if (statements.length > MOST_STATEMENTS)
    throw new OverLimit(`${statements.length} statements were found in the submitted policy, max allowed is ${MOST_STATEMENTS}`);
  for (const statement of statements) checkStatement(statement, text);
  return text;
}

function parse(text: string): PolicyDocument {
  try {
    return parsePolicy(text);
  } catch (error) {
    if (error instanceof PolicyProblemError) throw invalidValue('Policy');
    throw error;
  }
}

/** Everybody, an account, an ARN of IAM or STS, or the id that a user or role had. Whether it is there isn't looked up. */
const PRINCIPAL = /^(?:\*|\d{12}|arn:aws[\w-]*:(?:iam|sts)::\d{12}:.+|A[A-Z0-9]{15,})$/;

function checkStatement({ principals, resources, actions, conditions }: Statement, text: string): void {
  if (principals === undefined || resources === undefined) throw invalidValue('Policy');
  if (principals.values.some(({ kind, value }) => kind === 'AWS' && !PRINCIPAL.test(value))) throw invalidValue('Policy');
  if (actions.values.some((action) => action !== '*' && !/^sqs:/i.test(action)))
    throw invalidParameter(text, 'Policy', 'Policy statement action out of service scope!');
  checkCount(actions.values.length, 'actions', MOST_ACTIONS);
  checkCount(principals.values.length, 'principals', MOST_PRINCIPALS);
  checkCount(conditions.length, 'conditions', MOST_CONDITIONS);
}

function checkCount(count: number, what: string, most: number): void {
  if (count > most) throw new OverLimit(`${count} ${what} were found in a statement from the submitted policy, max allowed is ${most}`);
}

const parsed = new WeakMap<object, PolicyDocument>();

/** @param holder what the policy is of, which is another object once it has another policy. */
export function queuePolicyOf(holder: { readonly policy?: string }): PolicyDocument | undefined {
  if (holder.policy === undefined) return undefined;
  let document = parsed.get(holder);
  if (document === undefined) {
    document = parsePolicy(holder.policy);
    parsed.set(holder, document);
  }
  return document;
}
