/** Which of a request's parameters go together: expressions, what came before them, and placeholders. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { invalid } from '../refusals.js';

const legacyNames = ['AttributeUpdates', 'AttributesToGet', 'QueryFilter', 'ScanFilter', 'Expected', 'ConditionalOperator'] as const;
const expressionNames = [
  'UpdateExpression',
  'ProjectionExpression',
  'FilterExpression',
  'ConditionExpression',
  'KeyConditionExpression',
] as const;

const all: ReadonlySet<string> = new Set([...legacyNames, ...expressionNames, 'KeyConditions']);
const expressionSet: ReadonlySet<string> = new Set(expressionNames);

/** Most requests have few members and none of these: cheaper to look at what is there than for each that could be. */
function hasAny(input: object): boolean {
  for (const name in input) if (all.has(name)) return true;
  return false;
}

/** Whether all of these parameters that the request has are expressions. */
function hasExpressionsAlone(input: object): boolean {
  for (const name in input) if (all.has(name) && !expressionSet.has(name)) return false;
  return true;
}

export interface RequestParameters {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>> | undefined;
}

/** @returns whether the request has expressions. */
export function refuseMixed(input: RequestParameters): boolean {
  if (hasExpressionsAlone(input)) return hasExpressions(input);
  // Inputs' members are named by the model, as the parameters are.
  const given = input as Readonly<Record<string, unknown>>;
  const expressions = expressionNames.filter((name) => given[name] !== undefined);
  const legacy: string[] = legacyNames.filter((name) => given[name] !== undefined);
  // KeyConditions go along with a filter that is an expression.
  if (given.KeyConditions !== undefined && given.KeyConditionExpression !== undefined) legacy.push('KeyConditions');
  if (expressions.length > 0 && legacy.length > 0)
    throw invalid(
      `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${legacy.join(', ')}} Expression parameters: {${expressions.join(', ')}}`,
    );
  return expressions.length > 0;
}

/** @param missing what AWS says of the expressions that could use values: `ConditionExpression is null`; undefined when there is one. */
export function refuseLoosePlaceholders(input: RequestParameters, hasExpression: boolean, missing: string | undefined): void {
  if (input.ExpressionAttributeNames !== undefined && !hasExpression)
    throw invalid('ExpressionAttributeNames can only be specified when using expressions');
  if (input.ExpressionAttributeValues !== undefined && missing !== undefined)
    throw invalid(`ExpressionAttributeValues can only be specified when using expressions: ${missing}`);
}

/** Whether the parsers are needed. @param input of any operation. */
export function hasExpressions(input: object): boolean {
  if (!hasAny(input)) return false;
  // As above.
  const given = input as Readonly<Record<string, unknown>>;
  return expressionNames.some((name) => given[name] !== undefined);
}
