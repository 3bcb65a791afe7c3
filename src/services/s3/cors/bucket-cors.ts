import { InvalidRequest, MalformedXML, NoSuchCORSConfiguration } from '../../../../generated/s3/errors.js';
import type {
  CORSRule,
  DeleteBucketCorsInput,
  GetBucketCorsInput,
  GetBucketCorsOutput,
  PutBucketCorsInput,
} from '../../../../generated/s3/types.js';
import { deleteSetting, readSetting, writeSetting } from '../buckets/settings.js';
import { findBucket, type Storage } from '../storage.js';

/** S3 User Guide, "Elements of a CORS configuration". */
const METHODS: ReadonlySet<string> = new Set(['GET', 'PUT', 'POST', 'DELETE', 'HEAD']);
const MOST_RULES = 100;
/** Characters. */
const LONGEST_ID = 255;

export function putBucketCors(storage: Storage, input: PutBucketCorsInput): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const rules = input.CORSConfiguration.CORSRules;
  if (rules.length === 0) throw malformed();
  if (rules.length > MOST_RULES)
    throw new InvalidRequest(`The number of CORS rules should not exceed allowed limit of ${MOST_RULES} rules.`);
  for (const rule of rules) checkRule(rule);
  writeSetting(storage, bucket, 'cors', rules);
  return {};
}

export function getBucketCors(storage: Storage, input: GetBucketCorsInput): GetBucketCorsOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const rules = readSetting(storage, bucket, 'cors');
  if (rules === undefined) throw new NoSuchCORSConfiguration('The CORS configuration does not exist', { BucketName: bucket.name });
  return { CORSRules: [...rules] };
}

export function deleteBucketCors(storage: Storage, input: DeleteBucketCorsInput): Record<string, never> {
  deleteSetting(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner), 'cors');
  return {};
}

function checkRule({ ID, AllowedMethods, AllowedOrigins, AllowedHeaders = [], ExposeHeaders = [] }: CORSRule): void {
  if (AllowedMethods.length === 0 || AllowedOrigins.length === 0 || (ID ?? '').length > LONGEST_ID) throw malformed();
  const method = AllowedMethods.find((candidate) => !METHODS.has(candidate));
  if (method !== undefined) throw new InvalidRequest(`Found unsupported HTTP method in CORS config. Unsupported method is ${method}`);
  const origin = AllowedOrigins.find(hasTwoStars);
  if (origin !== undefined) throw new InvalidRequest(`AllowedOrigin "${origin}" can not have more than one wildcard.`);
  const header = AllowedHeaders.find(hasTwoStars);
  if (header !== undefined) throw new InvalidRequest(`AllowedHeader "${header}" can not have more than one wildcard.`);
  const exposed = ExposeHeaders.find((name) => name.includes('*'));
  if (exposed !== undefined)
    throw new InvalidRequest(`ExposeHeader "${exposed}" contains wildcard. We currently do not support wildcard for ExposeHeader.`);
}

const hasTwoStars = (pattern: string): boolean => pattern.indexOf('*') !== pattern.lastIndexOf('*');

const malformed = (): MalformedXML =>
  new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
