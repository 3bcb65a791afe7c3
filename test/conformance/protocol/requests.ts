/** Test cases as wire requests. */
import { gzipSync } from 'node:zlib';
import type { OperationDescriptor, ServiceTables } from '../../../src/contract/operation.js';
import type { Shape } from '../../../src/contract/shapes.js';
import type { WireRequest } from '../../../src/contract/wire.js';
import type { HttpRequest, Params } from './cases.js';
import { wireRequest } from './server.js';

const NOTHING = new Uint8Array(0);

/** The request that a case tells; a case of compression tells no body, since clients' gzip differs: then it is made of the parameters. */
export function requestOf(tables: ServiceTables, operation: OperationDescriptor, test: HttpRequest, params?: Params): WireRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(test.headers ?? {})) headers[name.toLowerCase()] = value;
  const query = [...(test.queryParams ?? [])];
  address(tables, operation, headers, query, test.resolvedHost);
  // What the cases leave out because clients differ in nothing there.
  if (isJsonRpc(tables)) headers['x-amz-target'] ??= `${tables.facts.targetPrefix}.${operation.name}`;
  if (test.bodyMediaType === 'application/json') headers['content-type'] ??= test.bodyMediaType;
  const isCompressed = test.body === undefined && headers['content-encoding']?.endsWith('gzip') === true;
  const body = isCompressed ? compressed(tables, operation, params ?? {}, headers) : bodyOf(test);
  if (tables.facts.protocols[0] === 'awsQuery') headers['content-type'] ??= 'application/x-www-form-urlencoded';
  const separator = test.uri.includes('?') ? '&' : '?';
  return wireRequest(test.method, query.length === 0 ? test.uri : `${test.uri}${separator}${query.join('&')}`, headers, body);
}

/**
 * A request that the operation accepts: labels, required headers and parameters are filled in.
 * @param isComplete false leaves the required ones out.
 */
export function minimalRequest(tables: ServiceTables, operation: OperationDescriptor, isComplete = true): WireRequest {
  const headers: Record<string, string> = {};
  const query: string[] = [];
  const protocol = tables.facts.protocols[0];
  address(tables, operation, headers, query);
  if (isJsonRpc(tables)) {
    headers['x-amz-target'] = `${tables.facts.targetPrefix}.${operation.name}`;
    headers['content-type'] = protocol === 'awsJson1_0' ? 'application/x-amz-json-1.0' : 'application/x-amz-json-1.1';
    return wireRequest('POST', '/', headers, Buffer.from(JSON.stringify(sampleValue(tables, operation.input))));
  }
  if (protocol === 'rpcv2Cbor') {
    headers['smithy-protocol'] = 'rpc-v2-cbor';
    headers['content-type'] = 'application/cbor';
    return wireRequest('POST', `/service/${tables.facts.targetPrefix}/operation/${operation.name}`, headers, Uint8Array.of(0xa0));
  }
  if (protocol === 'awsQuery') {
    headers['content-type'] = 'application/x-www-form-urlencoded';
    return wireRequest('POST', '/', headers, Buffer.from(`Action=${operation.name}&Version=${tables.facts.apiVersion}`));
  }
  const { method = 'POST', uri = '/' } = operation.http ?? {};
  const [path = '/', literals] = uri.split('?');
  if (literals !== undefined) query.unshift(literals);
  const input = structure(tables, operation.input);
  for (const member of Object.values(input)) {
    if (member.required !== true || !isComplete) continue;
    const text = sampleText(tables.shapes[member.shape]);
    if (member.httpHeader !== undefined) headers[member.httpHeader.toLowerCase()] = text;
    if (member.httpQuery !== undefined) query.push(`${member.httpQuery}=${encodeURIComponent(text)}`);
  }
  const filled = path.replace(/\{(\w+)\+?\}/g, (_, name: string) =>
    encodeURIComponent(sampleText(tables.shapes[input[name]?.shape ?? ''])),
  );
  const sample = protocol === 'restJson1' ? sampleValue(tables, operation.input, true) : {};
  const hasBody = Object.keys(sample).length > 0;
  if (hasBody) headers['content-type'] = 'application/json';
  const target = query.length === 0 ? filled : `${filled}?${query.join('&')}`;
  return wireRequest(method, target, headers, hasBody ? Buffer.from(JSON.stringify(sample)) : NOTHING);
}

const isJsonRpc = ({ facts }: ServiceTables): boolean => facts.protocols[0]?.startsWith('awsJson') === true;

/**
 * Names the service in the Host header. Operations that take all headers as input must not see one of ours:
 * for them the service is named as a presigned URL does.
 */
function address(
  tables: ServiceTables,
  operation: OperationDescriptor,
  headers: Record<string, string>,
  query: string[],
  host = `${tables.facts.endpointPrefix}.us-east-1.amazonaws.com`,
): void {
  const { facts } = tables;
  const takesAllHeaders = Object.values(structure(tables, operation.input)).some((member) => member.httpPrefixHeaders === '');
  if (takesAllHeaders) query.push(`X-Amz-Credential=AKID%2F20200101%2Fus-east-1%2F${facts.signingName}%2Faws4_request`);
  else headers.host ??= facts.name === 's3' ? host : `${facts.endpointPrefix}.us-east-1.amazonaws.com`;
}

/** The required members, and theirs. */
function sampleValue(tables: ServiceTables, key: string, isBodyOnly = false): Record<string, unknown> {
  const required = Object.entries(structure(tables, key)).filter(
    ([, member]) => member.required === true && !(isBodyOnly && (member.httpLabel ?? member.httpQuery ?? member.httpHeader) !== undefined),
  );
  return Object.fromEntries(
    required.map(([name, member]) => {
      const shape = tables.shapes[member.shape];
      return [member.jsonName ?? name, shape?.type === 'structure' ? sampleValue(tables, member.shape) : sampleText(shape)];
    }),
  );
}

function bodyOf(test: HttpRequest): Uint8Array {
  const isBinary = test.bodyMediaType === 'application/cbor' || test.bodyMediaType === 'application/vnd.amazon.eventstream';
  return test.body === undefined ? NOTHING : Buffer.from(test.body, isBinary ? 'base64' : 'utf8');
}

/** What a client writes for the members of the body; the operations concerned have one string there. */
function compressed(tables: ServiceTables, operation: OperationDescriptor, params: Params, headers: Record<string, string>): Uint8Array {
  const protocol = tables.facts.protocols[0];
  const isRpc = isJsonRpc(tables) || protocol === 'awsQuery';
  const members = structure(tables, operation.input);
  const inBody = Object.entries(params).filter(([name]) => isRpc || members[name]?.httpHeader === undefined);
  if (protocol === 'awsQuery') {
    const pairs = inBody.map(([name, value]) => `&${name}=${encodeURIComponent(String(value))}`).join('');
    return gzipSync(`Action=${operation.name}&Version=${tables.facts.apiVersion}${pairs}`);
  }
  if (protocol === 'restXml') {
    headers['content-type'] = 'application/xml';
    const elements = inBody.map(([name, value]) => `<${name}>${String(value)}</${name}>`).join('');
    return gzipSync(`<${operation.input}>${elements}</${operation.input}>`);
  }
  if (protocol === 'restJson1') headers['content-type'] = 'application/json';
  else headers['x-amz-target'] ??= `${tables.facts.targetPrefix}.${operation.name}`;
  return gzipSync(JSON.stringify(Object.fromEntries(inBody)));
}

function structure(tables: ServiceTables, key: string): Extract<Shape, { type: 'structure' }>['members'] {
  const shape = tables.shapes[key];
  if (shape?.type !== 'structure') throw new Error(`${key} is not a structure.`);
  return shape.members;
}

function sampleText(shape: Shape | undefined): string {
  switch (shape?.type) {
    case 'boolean':
      return 'true';
    case 'timestamp':
      return '2019-12-16T23:48:18Z';
    case 'string':
      return 'text';
    case 'enum':
      return shape.values[0] ?? '';
    default:
      return '1';
  }
}
