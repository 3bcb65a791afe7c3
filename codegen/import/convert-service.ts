/** From botocore's notation to a Smithy 2.0 AST. */
import type { Ast, AstShape, Traits } from '../model/ast.js';
import type { BotocoreMetadata, BotocoreOperation, BotocoreService, BotocoreSource } from './botocore.js';
import { paginationTraits, waiterTraits } from './convert-client-traits.js';
import { convertShapes, inputOutputShapes } from './convert-shapes.js';
import { deprecation, isRest, namespaceTrait, protocolsOf, smithy, sorted } from './convert-traits.js';
import { uniqueNames } from './unique-names.js';

/** The namespace that AWS gives its ASTs: the sdkId in lower case, letters and digits only. */
const namespaceFor = (metadata: BotocoreMetadata): string => `com.amazonaws.${metadata.serviceId.toLowerCase().replace(/[^a-z0-9]/g, '')}`;

/**
 * Converts a service. What botocore's notation doesn't say is left out: defaults, the names of enum values, sparse lists,
 * resources, the root elements of XML answers. models/patches gives those that a server needs.
 */
export function convertService(source: BotocoreSource): Ast {
  const service = withServiceNamespace(source.service);
  const namespace = namespaceFor(service.metadata);
  const nameOf = uniqueNames(service);
  const idOf = (name: string): string => `${namespace}#${nameOf(name)}`;
  const shapes: Record<string, AstShape> = { ...convertShapes(service, idOf) };
  for (const operation of Object.values(service.operations)) {
    shapes[idOf(operation.name)] = convertOperation(operation, source, idOf);
  }
  const serviceId = idOf(serviceName(service, (name) => shapes[idOf(name)] !== undefined));
  shapes[serviceId] = {
    type: 'service',
    version: service.metadata.apiVersion,
    operations: Object.values(service.operations).map((operation) => ({ target: idOf(operation.name) })),
    traits: sorted(serviceTraits(service.metadata)),
  };
  return { smithy: '2.0', shapes };
}

/** The service shape's name is what stands before the dot in X-Amz-Target; the other protocols never send it. */
function serviceName(service: BotocoreService, taken: (name: string) => boolean): string {
  const name = service.metadata.targetPrefix ?? service.metadata.serviceId.replace(/[^A-Za-z0-9]/g, '');
  return taken(name) ? `${name}Service` : name;
}

function serviceTraits(metadata: BotocoreMetadata): Traits {
  const signingName = metadata.signingName ?? metadata.endpointPrefix;
  return {
    'aws.api#service': { sdkId: metadata.serviceId, arnNamespace: signingName, endpointPrefix: metadata.endpointPrefix },
    'aws.auth#sigv4': { name: signingName },
    ...(metadata.auth?.includes('aws.auth#sigv4a') && { 'aws.auth#sigv4a': { name: signingName } }),
    ...protocolsOf(metadata),
    ...(metadata.awsQueryCompatible && { 'aws.protocols#awsQueryCompatible': {} }),
    ...(metadata.xmlNamespace !== undefined && { [smithy('xmlNamespace')]: namespaceTrait(metadata.xmlNamespace) }),
  };
}

/** Where the payloads of all requests are in one namespace, it is the service's. Botocore says so of S3 on each request. */
function withServiceNamespace(service: BotocoreService): BotocoreService {
  if (service.metadata.protocol !== 'rest-xml' || service.metadata.xmlNamespace !== undefined) return service;
  const found = new Set<string>();
  for (const { members, ref } of inputOutputShapes(service)) {
    if (ref.xmlNamespace !== undefined) found.add(namespaceTrait(ref.xmlNamespace).uri);
    for (const member of Object.values(members)) if (member.xmlNamespace !== undefined) found.add(namespaceTrait(member.xmlNamespace).uri);
  }
  const [uri, ...others] = [...found];
  if (uri === undefined || others.length > 0) return service;
  return { ...service, metadata: { ...service.metadata, xmlNamespace: uri } };
}

function convertOperation(operation: BotocoreOperation, source: BotocoreSource, idOf: (name: string) => string): AstShape {
  const { service } = source;
  const target = (shape: string | undefined) => ({ target: shape === undefined ? 'smithy.api#Unit' : idOf(shape) });
  const wrapper = operation.output?.resultWrapper;
  if (wrapper !== undefined && wrapper !== `${operation.name}Result`) {
    throw new Error(`${operation.name}: Smithy has no word for the resultWrapper ${wrapper}`);
  }
  const errors = (operation.errors ?? []).map((error) => target(error.shape));
  return {
    type: 'operation',
    input: target(operation.input?.shape),
    output: target(operation.output?.shape),
    ...(errors.length > 0 && { errors }),
    traits: sorted({
      ...(isRest(service.metadata) && { [smithy('http')]: httpTrait(operation, service) }),
      ...authTraits(operation),
      ...(operation.endpoint && { [smithy('endpoint')]: { hostPrefix: operation.endpoint.hostPrefix } }),
      ...(operation.idempotent && { [smithy('idempotent')]: {} }),
      ...(operation.readonly && { [smithy('readonly')]: {} }),
      ...(operation.httpChecksum && { 'aws.protocols#httpChecksum': checksumTrait(operation.httpChecksum) }),
      ...(operation.httpChecksumRequired && { [smithy('httpChecksumRequired')]: {} }),
      ...(operation.requestcompression && { [smithy('requestCompression')]: operation.requestcompression }),
      ...deprecation(operation),
      ...paginationTraits(operation, source),
      ...waiterTraits(operation, source),
    }),
  };
}

/** Labels are called by wire names in botocore (`{restapi_id}`) and by member names in Smithy (`{restApiId}`). */
function httpTrait(operation: BotocoreOperation, service: BotocoreService): object {
  const members = (operation.input && service.shapes[operation.input.shape]?.members) ?? {};
  const memberOf = new Map(
    Object.entries(members)
      .filter(([, member]) => member.location === 'uri')
      .map(([name, member]) => [member.locationName ?? name, name]),
  );
  const uri = operation.http.requestUri.replace(/\{([^}+]+)(\+?)\}/g, (_, label: string, greedy: string) => {
    const member = memberOf.get(label);
    if (member === undefined) throw new Error(`${operation.name}: no member for the label ${label}`);
    return `{${member}${greedy}}`;
  });
  return { method: operation.http.method, uri, code: operation.http.responseCode ?? 200 };
}

/** What is not required goes without saying. */
const checksumTrait = (checksum: object): object => Object.fromEntries(Object.entries(checksum).filter(([, value]) => value !== false));

function authTraits(operation: BotocoreOperation): Traits {
  const unsignedBody = operation.unsignedPayload === true || operation.authtype === 'v4-unsigned-body';
  const noAuth = operation.authtype === 'none' || operation.auth?.includes('smithy.api#noAuth') === true;
  const schemes = operation.auth?.filter((scheme) => scheme !== 'smithy.api#noAuth') ?? [];
  return {
    ...(unsignedBody && { 'aws.auth#unsignedPayload': {} }),
    ...(noAuth && { [smithy('optionalAuth')]: {} }),
    ...((noAuth || schemes.length > 0) && { [smithy('auth')]: schemes }),
  };
}
