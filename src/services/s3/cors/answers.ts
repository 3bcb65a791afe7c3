/** What browsers are told: when they ask whether they may call, and with the answers to their calls. */
import { AccessForbidden, BadRequest } from '../../../../generated/s3/errors.js';
import type { FrontRequest } from '../../../contract/service-front.js';
import { readSetting } from '../buckets/settings.js';
import { resourceOf } from '../resource.js';
import type { Storage } from '../storage.js';
import { answerByRules, corsQuestion } from './rules.js';

const NOT_COVERED =
  "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";

/**
 * @param isAddressed false where the path alone says that S3 is meant: then it has no say unless there is such a bucket.
 * @throws BadRequest, AccessForbidden
 */
export function answerPreflight(
  storage: Storage,
  { headers, resource }: FrontRequest,
  isAddressed: boolean,
): Readonly<Record<string, string>> | undefined {
  const { bucket: name, key } = resourceOf(resource);
  const bucket = storage.buckets.get([name]);
  if (bucket === undefined && !isAddressed) return undefined;
  if (headers.origin === undefined) throw new BadRequest('Insufficient information. Origin request header needed.');
  const method = headers['access-control-request-method'];
  const refused = (message: string): AccessForbidden =>
    new AccessForbidden(message, { Method: method ?? 'OPTIONS', ResourceType: key === '' ? 'BUCKET' : 'OBJECT' });
  if (bucket === undefined) throw refused('CORSResponse: Bucket not found');
  const rules = readSetting(storage, bucket, 'cors');
  if (rules === undefined) throw refused('CORSResponse: CORS is not enabled for this bucket.');
  if (method === undefined) throw new BadRequest('Invalid Access-Control-Request-Method: null');
  const question = corsQuestion(method, headers);
  const answer = question === undefined ? undefined : answerByRules(rules, question);
  if (answer === undefined) throw refused(NOT_COVERED);
  return answer;
}

/** Those for the answer to a call; undefined where no rule covers it, and the browser keeps the answer from its page. */
export function corsHeadersFor(
  storage: Storage,
  { method, headers, resource }: FrontRequest,
): Readonly<Record<string, string>> | undefined {
  const question = corsQuestion(method, headers);
  if (question === undefined) return undefined;
  const bucket = storage.buckets.get([resourceOf(resource).bucket]);
  const rules = bucket === undefined ? undefined : readSetting(storage, bucket, 'cors');
  return rules === undefined ? undefined : answerByRules(rules, question);
}
