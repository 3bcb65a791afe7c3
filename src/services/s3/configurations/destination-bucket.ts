/** `arn:aws:s3:::name`, as configurations name the bucket that they write to. */
const BUCKET_ARN = /^arn:aws(?:-[a-z]+)*:s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])$/;

/** The name in a bucket's ARN; undefined for what is none. */
export const bucketNameIn = (arn: string): string | undefined => BUCKET_ARN.exec(arn)?.[1];
