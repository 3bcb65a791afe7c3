/** Requests that come to another region than the bucket's (S3 User Guide, "Making requests", "Request redirection and the REST API"). */
import { AuthorizationHeaderMalformed, AuthorizationQueryParametersError, PermanentRedirect } from '../../../../generated/s3/errors.js';
import type { Context } from '../../../contract/context.js';
import type { Bucket } from '../storage.js';
import { HOME_REGION, REGIONS } from './regions.js';

/**
 * @param ctx of a request whose region, as far as it names one, is not the bucket's.
 * @throws PermanentRedirect to the bucket's endpoint; where that was reached with a signature for another region,
 *   AuthorizationHeaderMalformed or AuthorizationQueryParametersError.
 */
export function checkRegion(bucket: Bucket, { request }: Context): void {
  const signed = signedRegion(request.headers.authorization, request.target);
  const endpoint = endpointRegion(request.host, bucket) ?? signed;
  // Who names no region is sent on by nobody.
  if (endpoint === undefined) return;
  if (endpoint !== bucket.region) {
    const members = { Endpoint: endpointOf(bucket, request.host, endpoint), Bucket: bucket.name, BucketRegion: bucket.region };
    throw new PermanentRedirect(
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      members,
    );
  }
  if (signed === undefined || signed === bucket.region) return;
  const wrong = `the region '${signed}' is wrong; expecting '${bucket.region}'`;
  if (request.headers.authorization === undefined)
    throw new AuthorizationQueryParametersError(`Error parsing the X-Amz-Credential parameter; ${wrong}`, { Region: bucket.region });
  throw new AuthorizationHeaderMalformed(`The authorization header is malformed; ${wrong}`, { Region: bucket.region });
}

/** Of the credential's scope: `AKID/20260101/eu-west-1/s3/aws4_request`. */
function signedRegion(authorization: string | undefined, target: string): string | undefined {
  const query = /[?&]X-Amz-Credential=([^&]+)/.exec(target)?.[1];
  const scope = query === undefined ? /Credential=([^,\s]+)/.exec(authorization ?? '')?.[1] : decodeURIComponent(query);
  const region = scope?.split('/').at(-3);
  return region !== undefined && REGIONS.has(region) ? region : undefined;
}

/** As the host names it. The global endpoint's hosts of buckets lead to the bucket, wherever it is. */
function endpointRegion(host: string, bucket: Bucket): string | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (name === `${bucket.name}.s3.amazonaws.com`) return bucket.region;
  if (name === 's3.amazonaws.com') return HOME_REGION;
  // A bucket may be named like a region.
  const endpoint = name.startsWith(`${bucket.name}.`) ? name.slice(bucket.name.length) : name;
  return endpoint.split(/[.]|s3-(?:website-|fips-)?/).find((label) => REGIONS.has(label));
}

/** An endpoint that the caller can reach: AWS's where it came by one of AWS's names, otherwise the same host for the other region. */
function endpointOf(bucket: Bucket, host: string, endpoint: string): string {
  if (!/\.amazonaws\.com(?:\.cn)?(?::\d+)?$/i.test(host)) return host.replace(endpoint, bucket.region);
  return bucket.region === HOME_REGION ? `${bucket.name}.s3.amazonaws.com` : `${bucket.name}.s3.${bucket.region}.amazonaws.com`;
}
