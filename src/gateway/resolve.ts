/** Which service, which operation: X-Amz-Target, then the credential scope, then the host, then Action and Version, then the path. */
import { FrameworkError } from '../contract/errors.js';
import type { ProtocolName, Route, ServiceFacts } from '../contract/operation.js';
import type { WireHeaders, WireRequest } from '../contract/wire.js';
import { decompressed } from '../protocols/content-encoding.js';
import { type CredentialScope, credentialScopeOf } from './credential-scope.js';
import { foreignProtocol, isForeignToS3, isS3Control, notEmulated } from './foreign-service.js';
import { parameterOf } from './form-parameters.js';
import type { HostFacts } from './host.js';
import { withPresignedHeaders } from './presigned-headers.js';
import { checkPart } from './s3-parts.js';
import type { ServiceDirectory, ServiceRouting } from './service-directory.js';

/** What the head of a request says, before its service is known. */
export interface RequestHead {
  /** Undecoded. */
  readonly path: string;
  readonly query: string;
  /** The request's, and those that a presigned URL carries in its query. */
  readonly headers: WireHeaders;
  readonly scope: CredentialScope | undefined;
  readonly host: HostFacts;
}

export interface Resolved {
  readonly facts: ServiceFacts;
  readonly protocol: ProtocolName;
  readonly route: Route;
  readonly labels: Readonly<Record<string, string>>;
  /** Read already, where the operation's name stood in it. */
  readonly body?: Uint8Array;
}

/** What is known of a request when resolving it fails: enough to answer in the caller's protocol. */
export interface Recognised {
  facts?: ServiceFacts;
  protocol: ProtocolName;
}

/** Where the operation's name stands in the body, the body is an RPC input and small. */
const QUERY_BODY_LIMIT = 16 * 1024 * 1024;
/** Of a request that names nothing in its path. */
export const NO_LABELS: Readonly<Record<string, string>> = {};
const NO_BYTES = new Uint8Array(0);
const S3_SIGNING_NAMES: ReadonlySet<string> = new Set(['s3', 's3express', 's3-accelerate', 's3-fips', 's3-object-lambda']);

export const isSignedForS3 = ({ signingName }: CredentialScope): boolean => S3_SIGNING_NAMES.has(signingName);

export function readHead(request: WireRequest, directory: ServiceDirectory): RequestHead {
  const { target } = request;
  const question = target.indexOf('?');
  const path = question < 0 ? target : target.slice(0, question);
  const query = question < 0 ? '' : target.slice(question + 1);
  const scope = credentialScopeOf(request.headers, query);
  const isPresigned = scope?.placed === 'query' && S3_SIGNING_NAMES.has(scope.signingName);
  const headers = isPresigned ? withPresignedHeaders(request.headers, query) : request.headers;
  return { path, query, headers, scope, host: directory.readHost(request.headers.host) };
}

/**
 * At once where the routes are loaded and the body needn't be read.
 * @param recognised is filled in as far as resolving gets, so that the error can be written in the right protocol. */
export function resolve(
  request: WireRequest,
  head: RequestHead,
  directory: ServiceDirectory,
  recognised: Recognised,
): Resolved | Promise<Resolved> {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) return resolveTarget(target, request, head, directory, recognised);
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') return resolveCbor(head, directory, recognised);

  const contentType = request.headers['content-type'] ?? '';
  const isForm = request.method === 'POST' && contentType.startsWith('application/x-www-form-urlencoded');
  const signingName = nameOfService(request, head);
  if (signingName !== undefined) {
    const candidates = directory.bySigningName(S3_SIGNING_NAMES.has(signingName) ? 's3' : signingName);
    if (candidates.length === 0) {
      recognised.protocol = foreignProtocol(signingName, request, isForm || hasAction(head.query));
      throw notEmulated(signingName);
    }
    const asQuery = candidates.find((facts) => queryProtocol(facts) !== undefined);
    if (asQuery !== undefined) return resolveQuery(asQuery, isForm, request, head, directory, recognised);
    return resolvePath(candidates, request, head, directory, recognised);
  }
  // A form to a path of one segment is a browser's to a bucket: queues have two, and other services none.
  const isToBucket = /^\/[^/]+\/?$/.test(head.path);
  if ((!isForm || isToBucket) && !hasAction(head.query)) return resolveUnsigned(request, head, directory, recognised);
  return resolveAnonymousQuery(isForm, request, head, directory, recognised).then(
    (byAction) => byAction ?? resolveUnsigned(request, head, directory, recognised),
  );
}

/** As the signature has it, else the host. */
function nameOfService(request: WireRequest, { scope, host, path }: RequestHead): string | undefined {
  const name = scope?.signingName ?? host.service ?? host.foreign;
  return (name === undefined || name === 's3') && isS3Control(path, request.headers) ? 's3-control' : name;
}

function resolveTarget(
  target: string,
  request: WireRequest,
  head: RequestHead,
  directory: ServiceDirectory,
  recognised: Recognised,
): Resolved | Promise<Resolved> {
  const dot = target.lastIndexOf('.');
  const facts = directory.byTargetPrefix(target.slice(0, Math.max(dot, 0)));
  recognised.protocol = request.headers['content-type']?.includes('json-1.0') ? 'awsJson1_0' : 'awsJson1_1';
  if (facts === undefined) {
    const signingName = head.scope?.signingName;
    if (signingName !== undefined && directory.bySigningName(signingName).length === 0) throw notEmulated(signingName);
    if (signingName === undefined && dot > 0)
      throw new FrameworkError('NotImplemented', `The service behind the target ${target.slice(0, dot)} is not emulated`);
    throw new FrameworkError('UnknownOperationException', '', { httpStatus: 400 });
  }
  recognised.facts = facts;
  // A service that has both versions answers in the one it was asked in.
  recognised.protocol = facts.protocols.includes(recognised.protocol)
    ? recognised.protocol
    : (facts.protocols.find((name) => name.startsWith('awsJson')) ?? facts.protocols[0] ?? recognised.protocol);
  const { protocol } = recognised;
  const operation = target.slice(dot + 1);
  const routing = directory.routing(facts);
  return routing instanceof Promise
    ? routing.then((loaded) => rpcRoute(facts, protocol, loaded, operation))
    : rpcRoute(facts, protocol, routing, operation);
}

function rpcRoute(facts: ServiceFacts, protocol: ProtocolName, routing: ServiceRouting, operation: string): Resolved {
  const route = routing.byOperation(operation);
  if (route === undefined) throw new FrameworkError('UnknownOperationException', '', { httpStatus: 400 });
  return { facts, protocol, route, labels: NO_LABELS };
}

const CBOR_PATH = /^\/service\/([^/]+)\/operation\/([^/]+)$/;

async function resolveCbor(head: RequestHead, directory: ServiceDirectory, recognised: Recognised): Promise<Resolved> {
  recognised.protocol = 'rpcv2Cbor';
  const [, service = '', operation = ''] = CBOR_PATH.exec(head.path) ?? [];
  const facts = directory.byTargetPrefix(service);
  if (facts === undefined) {
    const signingName = head.scope?.signingName;
    throw notEmulated(signingName !== undefined && directory.bySigningName(signingName).length === 0 ? signingName : service || head.path);
  }
  recognised.facts = facts;
  const route = facts.protocols.includes('rpcv2Cbor') ? (await directory.routing(facts)).byOperation(operation) : undefined;
  if (route === undefined) throw new FrameworkError('UnknownOperationException', '', { httpStatus: 404 });
  return { facts, protocol: 'rpcv2Cbor', route, labels: NO_LABELS };
}

const queryProtocol = (facts: ServiceFacts): 'awsQuery' | 'ec2Query' | undefined => {
  if (facts.queryCompatible === true || facts.protocols.includes('awsQuery')) return 'awsQuery';
  return facts.protocols.includes('ec2Query') ? 'ec2Query' : undefined;
};
const hasAction = (query: string): boolean => query.startsWith('Action=') || query.includes('&Action=');

async function resolveQuery(
  facts: ServiceFacts,
  isForm: boolean,
  request: WireRequest,
  head: RequestHead,
  directory: ServiceDirectory,
  recognised: Recognised,
): Promise<Resolved> {
  recognised.facts = facts;
  recognised.protocol = queryProtocol(facts) ?? 'awsQuery';
  const body = isForm ? await readForm(request) : undefined;
  return resolveAction(facts, body, request, head, directory, recognised);
}

async function resolveAction(
  facts: ServiceFacts,
  body: Uint8Array | undefined,
  request: WireRequest,
  head: RequestHead,
  directory: ServiceDirectory,
  recognised: Recognised,
): Promise<Resolved> {
  const { action, version = 'NO_VERSION_SPECIFIED' } = actionOf(body, head);
  // Both wordings are those of AWS's query front end.
  if (!action) throw new FrameworkError('UnknownOperationException', 'Missing Action', { code: 'MissingAction', httpStatus: 400 });
  const route = (await directory.routing(facts)).byOperation(action);
  if (route === undefined)
    throw new FrameworkError('UnknownOperationException', `Could not find operation ${action} for version ${version}`, {
      code: 'InvalidAction',
      httpStatus: 400,
    });
  const queueUrl = facts.name === 'sqs' ? queueUrlOf(request, head) : undefined;
  const labels = queueUrl === undefined ? NO_LABELS : { QueueUrl: queueUrl };
  return { facts, protocol: recognised.protocol, route, labels, body: body ?? NO_BYTES };
}

/** Action and Version: a form's, in its body, or, where that names no action, in the URL. */
function actionOf(
  body: Uint8Array | undefined,
  { query }: RequestHead,
): { readonly action?: string | undefined; readonly version?: string | undefined } {
  const form = body === undefined ? '' : Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1');
  const inBody = parameterOf(form, 'Action');
  if (inBody) return { action: inBody, version: parameterOf(form, 'Version') };
  return { action: parameterOf(query, 'Action'), version: parameterOf(query, 'Version') };
}

const QUEUE_PATH = /^\/(?:queue\/[a-z0-9-]+\/)?\d{12}\/[^/]+\/?$/;

/** The URL of a queue is where its requests go in the query protocol, which then needn't name it again. */
const queueUrlOf = ({ scheme, headers }: WireRequest, { path }: RequestHead): string | undefined =>
  QUEUE_PATH.test(path) ? `${scheme}://${headers.host ?? 'localhost'}${path}` : undefined;

/** SDKs compress large forms of operations that allow it; the reader of the operation gets what was meant. */
const readForm = async (request: WireRequest): Promise<Uint8Array> =>
  decompressed(request.headers, await request.body.read(QUERY_BODY_LIMIT));

/** An unsigned form: Action and Version tell the service, as with the old clients of SNS and SQS. */
async function resolveAnonymousQuery(
  isForm: boolean,
  request: WireRequest,
  head: RequestHead,
  directory: ServiceDirectory,
  recognised: Recognised,
): Promise<Resolved | undefined> {
  recognised.protocol = 'awsQuery';
  const body = isForm ? await readForm(request) : undefined;
  const { action, version } = actionOf(body, head);
  if (!action) throw new FrameworkError('UnknownOperationException', 'Missing Action', { code: 'MissingAction', httpStatus: 400 });
  // At a queue's URL it can be nothing but SQS, which has action names in common with others.
  const sqs = queueUrlOf(request, head) === undefined ? undefined : directory.byName('sqs');
  for (const facts of sqs === undefined ? directory.all() : [sqs, ...directory.all()]) {
    const protocol = queryProtocol(facts);
    if (protocol === undefined || (version !== undefined && facts.apiVersion !== version)) continue;
    if ((await directory.routing(facts)).byOperation(action) === undefined) continue;
    recognised.facts = facts;
    recognised.protocol = protocol;
    return resolveAction(facts, body, request, head, directory, recognised);
  }
  throw new FrameworkError('NotImplemented', `No emulated service has the operation ${action} in version ${version ?? 'unknown'}`);
}

/** At once where it is the first candidate's, whose routes are loaded. */
function resolvePath(
  candidates: readonly ServiceFacts[],
  request: WireRequest,
  head: RequestHead,
  directory: ServiceDirectory,
  recognised: Recognised,
): Resolved | Promise<Resolved> {
  const [first] = candidates;
  if (first !== undefined) {
    const routing = directory.routing(first);
    const found = routing instanceof Promise ? undefined : routePath(first, routing, request, head, recognised);
    if (found !== undefined) return found;
  }
  return searchPath(candidates, request, head, directory, recognised);
}

function routePath(
  facts: ServiceFacts,
  routing: ServiceRouting,
  request: WireRequest,
  head: RequestHead,
  recognised: Recognised,
): Resolved | undefined {
  recognised.facts = facts;
  recognised.protocol = facts.protocols[0] ?? 'restJson1';
  const path = facts.name === 's3' ? bucketPath(head) : head.path;
  const match = matchPath(facts, () => routing.router.match(request.method, path, head.query, head.headers));
  if (match === undefined) return undefined;
  if (facts.name === 's3') checkPart(request.method, head.query, match.route);
  return { facts, protocol: recognised.protocol, route: namesakeOf(match.route, head, routing), labels: match.labels };
}

async function searchPath(
  candidates: readonly ServiceFacts[],
  request: WireRequest,
  head: RequestHead,
  directory: ServiceDirectory,
  recognised: Recognised,
): Promise<Resolved> {
  const [first] = candidates;
  for (const facts of candidates) {
    const found = routePath(facts, await directory.routing(facts), request, head, recognised);
    if (found !== undefined) return found;
  }
  if (first !== undefined) {
    recognised.facts = first;
    recognised.protocol = first.protocols[0] ?? 'restJson1';
    const { router } = await directory.routing(first);
    const path = first.name === 's3' ? bucketPath(head) : head.path;
    // The method is another one's: AWS's REST front ends answer 405 where the path exists.
    const isKnown = matchPath(first, () => router.knowsPath(path, head.query, head.headers));
    if (isKnown) throw new FrameworkError('UnknownOperationException', '', { httpStatus: 405 });
    // A JSON service without X-Amz-Target: DynamoDB answers so.
    if (recognised.protocol.startsWith('awsJson')) throw new FrameworkError('UnknownOperationException', '', { httpStatus: 400 });
  }
  throw new FrameworkError('UnknownOperationException', '');
}

/** Two operations of S3 differ in nothing but in what their requests are signed for. */
const namesakeOf = (route: Route, { scope }: RequestHead, routing: ServiceRouting): Route =>
  scope?.signingName === 's3express' && route.operation === 'ListBuckets' ? (routing.byOperation('ListDirectoryBuckets') ?? route) : route;

/** Virtual-hosted style puts the bucket into the host; the routes know path style. */
export function bucketPath(head: RequestHead): string {
  const { subject, service, bucket } = head.host;
  // WriteGetObjectResponse has its route where others have a bucket.
  if (head.scope?.signingName === 's3-object-lambda') return head.path;
  const name = service === undefined || service.startsWith('s3') ? subject : bucket;
  return name === undefined ? head.path : `/${encodeURIComponent(name)}${head.path}`;
}

function matchPath<T>(facts: ServiceFacts, match: () => T): T {
  try {
    return match();
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    // S3: "Couldn't parse the specified URI."
    throw new FrameworkError(
      'SerializationException',
      "Couldn't parse the specified URI.",
      facts.name === 's3' ? { code: 'InvalidURI' } : {},
    );
  }
}

/** Unsigned and without a telling host: a REST service whose path begins with a literal segment, else S3. */
async function resolveUnsigned(
  request: WireRequest,
  head: RequestHead,
  directory: ServiceDirectory,
  recognised: Recognised,
): Promise<Resolved> {
  for (const facts of head.host.subject === undefined ? directory.all() : []) {
    if (!facts.protocols.includes('restJson1')) continue;
    const { router } = await directory.routing(facts);
    const match = matchPath(facts, () => router.match(request.method, head.path, head.query, request.headers));
    if (match === undefined || match.route.path?.startsWith('/{') === true) continue;
    recognised.facts = facts;
    recognised.protocol = 'restJson1';
    return { facts, protocol: 'restJson1', route: match.route, labels: match.labels };
  }
  if (isForeignToS3(request)) throw new FrameworkError('NotImplemented', `No emulated service has ${request.method} ${head.path}`);
  const [s3] = directory.bySigningName('s3');
  if (s3 === undefined) throw new FrameworkError('UnknownOperationException', '');
  return resolvePath([s3], request, head, directory, recognised);
}
