import { ValidationError } from '../../../../generated/s3/errors.js';
import type { WriteGetObjectResponseInput } from '../../../../generated/s3/types.js';

/** There are no Object Lambda access points here, and so no reads that wait for an answer: every token is a wrong one. */
export function writeGetObjectResponse(_input: WriteGetObjectResponseInput): never {
  throw new ValidationError('Invalid token');
}
