/** The words that SNS refuses parameters with. */
import { InvalidParameterException } from '../../../generated/sns/errors.js';

/** @param what `TopicArn`, or with a reason: `Attributes Reason: Topic already exists with different attributes`. */
export const invalidParameter = (what: string): InvalidParameterException => new InvalidParameterException(`Invalid parameter: ${what}`);
