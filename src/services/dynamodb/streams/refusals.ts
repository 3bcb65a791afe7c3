/** The streams' ValidationException: to the protocol another class than DynamoDB's. */
import { ValidationException } from '../../../../generated/dynamodb-streams/errors.js';

export const invalid = (message: string): ValidationException => new ValidationException(message);

export const invalidParameter = (message: string): ValidationException =>
  new ValidationException(`One or more parameter values were invalid: ${message}`);
