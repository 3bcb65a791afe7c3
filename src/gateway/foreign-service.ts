/** Services that AWS has and we don't: how their requests are known, and the protocol to refuse them in. */
import { FrameworkError } from '../contract/errors.js';
import type { ProtocolName } from '../contract/operation.js';
import type { WireHeaders, WireRequest } from '../contract/wire.js';

/** The REST services that speak XML; all others speak JSON. */
const restXmlServices: ReadonlySet<string> = new Set(['cloudfront', 'route53', 's3-control']);

export const notEmulated = (service: string): FrameworkError =>
  new FrameworkError('NotImplemented', `The service ${service} is not emulated`);

/** The protocol that a request without a target came in, judged by its form. */
export function foreignProtocol(service: string, request: WireRequest, isQuery: boolean): ProtocolName {
  if (restXmlServices.has(service)) return 'restXml';
  // Query services have one path; a form sent elsewhere is a REST service's (cloudsearchdomain).
  const isRoot = request.target === '/' || request.target.startsWith('/?');
  if (!isQuery || !isRoot) return 'restJson1';
  return service === 'ec2' ? 'ec2Query' : 'awsQuery';
}

/** S3 Control signs as S3 does. Its paths begin with its version, and its requests name their account. */
export const isS3Control = (path: string, headers: WireHeaders): boolean =>
  path.startsWith('/v20180820/') && headers['x-amz-account-id'] !== undefined;

/**
 * What S3 would never be sent: tokens in place of signatures (IAM Identity Center, CodeCatalyst), and JSON posted to a bare path
 * (the sign-in of IAM Identity Center), since all that is posted to S3 has a query or is a form.
 */
export const isForeignToS3 = ({ method, target, headers }: WireRequest): boolean =>
  headers['x-amz-sso_bearer_token'] !== undefined ||
  headers.authorization?.startsWith('Bearer ') === true ||
  (method === 'POST' && !target.includes('?') && headers['content-type']?.startsWith('application/json') === true);
