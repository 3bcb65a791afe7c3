/** Expression parameters and legacy parameters that aren't done yet, refused by name, and those that make no sense without an expression. */
import type { AttributeValue, ReturnValue } from '../../../generated/dynamodb/types.js';
import { refuseUnemulated } from '../../contract/not-emulated.js';
import { invalid } from './refusals.js';

export interface WriteParameters {
  readonly ReturnValues?: ReturnValue | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
}

/** Of PutItem and DeleteItem. */
export function checkWriteParameters(operation: string, input: WriteParameters): void {
  refuseUnemulated(`dynamodb ${operation}`, input, ['ConditionExpression', 'Expected', 'ConditionalOperator']);
  refuseLoosePlaceholders(input, 'ConditionExpression is null');
  if (input.ReturnValues !== undefined && input.ReturnValues !== 'NONE' && input.ReturnValues !== 'ALL_OLD')
    throw invalid('Return values set to invalid value');
}

/** @param missing what AWS says of the expressions that the operation could have: `ConditionExpression is null`. */
export function refuseLoosePlaceholders(input: WriteParameters, missing: string): void {
  if (input.ExpressionAttributeNames !== undefined) throw invalid('ExpressionAttributeNames can only be specified when using expressions');
  if (input.ExpressionAttributeValues !== undefined)
    throw invalid(`ExpressionAttributeValues can only be specified when using expressions: ${missing}`);
}
