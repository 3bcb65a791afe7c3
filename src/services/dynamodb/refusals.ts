/** DynamoDB's ValidationException and the ways in which its messages begin. */
import { ValidationException } from '../../../generated/dynamodb/errors.js';

export const invalid = (message: string): ValidationException => new ValidationException(message);

export const invalidParameter = (message: string): ValidationException =>
  new ValidationException(`One or more parameter values were invalid: ${message}`);

const NOT_VALID = 'One or more parameter values are not valid.';

/** Of keys, of tables and of indexes, that are empty. */
export const notValid = (problem: string): ValidationException => invalid(`${NOT_VALID} ${problem}`);

export const isNotValid = ({ message }: Error): boolean => message.startsWith(NOT_VALID);
