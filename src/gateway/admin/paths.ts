/** Which requests are for tinsmith itself and not for AWS. */

/** The head of a request, however it was read. */
export interface AskedPath {
  readonly method?: string | undefined;
  /** The target: path and query. */
  readonly url?: string | undefined;
  readonly headers: { readonly authorization?: string | undefined; readonly host?: string | undefined };
}

/** Names that a bucket could have: they are ours for unsigned reads at a host that isn't a service's. */
const shared = /^\/(?:health|metrics)\/?(?:\?|$)/;
const serviceHost = /(?:^|\.)(?:s3|s3-website|execute-api|lambda-url)[.-]/;

export function isAdminPath(request: AskedPath): boolean {
  const target = request.url ?? '';
  switch (target.charCodeAt(1)) {
    case 0x5f: // '_', which no bucket's name may begin with
      return (
        /^\/_(?:tinsmith|localstack)(?:\/|$)/.test(target) ||
        // The pages of services. SDKs sign what they send there, too.
        (target.startsWith('/_aws/') && !serviceHost.test(request.headers.host?.toLowerCase() ?? ''))
      );
    case 0x68:
    case 0x6d:
      return shared.test(target) && (request.method === 'GET' || request.method === 'HEAD') && !isForService(request, target);
    default:
      return false;
  }
}

/** Signed as AWS requests are, or at a service's own host name. */
function isForService({ headers }: AskedPath, target: string): boolean {
  return (
    headers.authorization?.startsWith('AWS') === true ||
    /[?&](?:X-Amz-(?:Signature|Credential)|AWSAccessKeyId)=/i.test(target) ||
    serviceHost.test(headers.host?.toLowerCase() ?? '')
  );
}
