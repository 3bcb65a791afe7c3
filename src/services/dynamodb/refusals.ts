/** DynamoDB's ValidationException and the two ways in which its messages begin. */
import { ValidationException } from '../../../generated/dynamodb/errors.js';

export const invalid = (message: string): ValidationException => new ValidationException(message);

export const invalidParameter = (message: string): ValidationException =>
  new ValidationException(`One or more parameter values were invalid: ${message}`);
