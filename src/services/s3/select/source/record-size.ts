import { OverMaxRecordSize } from '../../../../../generated/s3/errors.js';

/** Amazon S3 User Guide, "Requirements and limits": 1 MB, of the input and of the answer. */
export const LARGEST_RECORD = 1_048_576;

export const tooLarge = (): OverMaxRecordSize =>
  new OverMaxRecordSize('The character number in one record is more than our max threshold, maxCharsPerRecord: 1,048,576');
