/** Where an S3-compatible store keeps the blobs: `s3://bucket/prefix?endpoint=http://127.0.0.1:9000&region=us-east-1`. */
import type { SigningCredentials } from '../signature/sign-request.js';
import { StateError } from './errors.js';

export interface S3Location {
  /** Of the bucket, without a slash at the end. */
  readonly url: string;
  /** Empty, or ends with a slash. */
  readonly prefix: string;
  readonly region: string;
  readonly credentials: SigningCredentials;
}

const SHAPE = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(\/[A-Za-z0-9/_.-]*)?(?:\?(.*))?$/;
const PARAMETERS = new Set(['endpoint', 'region']);

/**
 * Without an endpoint it is AWS's own. Credentials and, without a parameter, the region come from the variables that AWS's tools read.
 * @throws StateError
 */
export function parseS3Location(text: string, env: Readonly<Record<string, string | undefined>>): S3Location {
  const [, bucket, path = '', query = ''] = SHAPE.exec(text) ?? [];
  if (bucket === undefined) throw bad(`'${text}' is not of the form s3://bucket/prefix?endpoint=http://host:port&region=us-east-1`);
  const parameters = new URLSearchParams(query);
  for (const name of parameters.keys()) if (!PARAMETERS.has(name)) throw bad(`there is no parameter '${name}', only endpoint and region`);
  const region = parameters.get('region') ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1';
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env;
  if (!accessKeyId || !secretAccessKey) throw bad('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set');
  const folders = path.split('/').filter((folder) => folder !== '');
  return {
    url: urlOf(bucket, region, parameters.get('endpoint')),
    prefix: folders.map((folder) => `${folder}/`).join(''),
    region,
    credentials: { accessKeyId, secretAccessKey, sessionToken: sessionToken || undefined },
  };
}

/** Path-style at endpoints of others, which every S3-compatible store understands. */
function urlOf(bucket: string, region: string, endpoint: string | null): string {
  if (endpoint === null) return `https://${bucket}.s3.${region}.amazonaws.com`;
  if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint)) throw bad(`the endpoint must be an http or https URL, not '${endpoint}'`);
  return `${endpoint.replace(/\/+$/, '')}/${bucket}`;
}

const bad = (message: string): StateError => new StateError('blob-engine', message);
