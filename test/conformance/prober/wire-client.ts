/** A small client: an operation's input as a request of its protocol. It shares no code with the emulator's protocols. */
import {
  type ModelMember,
  type ModelOperation,
  type ModelShape,
  type ServiceModel,
  shapeOf,
  traitOf,
} from '../../../codegen/model/service-model.js';
import type { WireBody, WireRequest } from '../../../src/contract/wire.js';
import { WrongType } from './probes.js';
import type { Members, Value } from './samples.js';

/** The protocol can't express the input: an empty list in a form, a label without text. */
export class Inexpressible extends Error {}

/** The request, unsigned but with a credential scope, in the first of the service's protocols. */
export function requestOf(model: ServiceModel, operation: ModelOperation, input: Members): WireRequest {
  const { facts } = model;
  // What tells it from ListBuckets.
  const signingName = operation.name === 'ListDirectoryBuckets' ? 's3express' : facts.signingName;
  const scope = `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20240101/us-east-1/${signingName}/aws4_request, SignedHeaders=host, Signature=0`;
  const headers: Record<string, string> = {
    host: `${facts.endpointPrefix}.us-east-1.amazonaws.com`,
    authorization: scope,
    'x-amz-date': '20240101T000000Z',
  };
  switch (facts.protocols[0]) {
    case 'awsJson1_0':
    case 'awsJson1_1': {
      headers['x-amz-target'] = `${facts.targetPrefix}.${operation.name}`;
      headers['content-type'] = `application/x-amz-json-${facts.protocols[0].slice(-3).replace('_', '.')}`;
      return wire('POST', '/', headers, JSON.stringify(jsonOf(model, shapeOf(model, operation.input), input)));
    }
    case 'awsQuery': {
      headers['content-type'] = 'application/x-www-form-urlencoded; charset=utf-8';
      const fields = [
        ['Action', operation.name] as const,
        ['Version', facts.apiVersion] as const,
        ...formOf(model, shapeOf(model, operation.input), input, ''),
      ];
      return wire('POST', '/', headers, fields.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&'));
    }
    case 'restJson1':
    case 'restXml':
      return rest(model, operation, input, headers);
    default:
      throw new Error(`The prober doesn't speak ${facts.protocols[0]}`);
  }
}

function wire(method: string, target: string, headers: Record<string, string>, body: string | Uint8Array): WireRequest {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  if (bytes.length > 0 || method === 'POST' || method === 'PUT') headers['content-length'] = String(bytes.length);
  const whole: WireBody = {
    length: bytes.length,
    read: async () => bytes,
    stream: () => ({
      length: bytes.length,
      async *[Symbol.asyncIterator]() {
        yield bytes;
      },
    }),
  };
  return { method, target, headers, body: whole, scheme: 'http', remoteAddress: '127.0.0.1' };
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);

function jsonOf(model: ServiceModel, shape: ModelShape, value: Value, member?: ModelMember): unknown {
  if (value instanceof WrongType) return value.json;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Date) return timestamp(model, value, member, 'epoch-seconds');
  if (Array.isArray(value)) return value.map((each) => jsonOf(model, targetOf(model, shape, 'member'), each));
  if (shape.type === 'map')
    return Object.fromEntries(
      Object.entries(value as Members).map(([key, each]) => [key, jsonOf(model, targetOf(model, shape, 'value'), each)]),
    );
  if (shape.type !== 'structure' && shape.type !== 'union') return value;
  return Object.fromEntries(
    Object.entries(value as Members).map(([name, each]) => {
      const own = shape.members.get(name);
      const key = own?.traits['smithy.api#jsonName'];
      // awsJson doesn't read jsonName.
      const rest = model.facts.protocols[0] === 'restJson1';
      return [rest && typeof key === 'string' ? key : name, own ? jsonOf(model, shapeOf(model, own.shape), each, own) : each];
    }),
  );
}

const targetOf = (model: ServiceModel, shape: ModelShape, name: string): ModelShape => shapeOf(model, shape.members.get(name)?.shape ?? '');

function timestamp(model: ServiceModel, value: Date, member: ModelMember | undefined, usual: string): string | number {
  const format = (member && traitOf(model, member, 'smithy.api#timestampFormat')) ?? usual;
  if (format === 'epoch-seconds') return value.getTime() / 1000;
  return format === 'http-date' ? value.toUTCString() : value.toISOString().replace('.000Z', 'Z');
}

/** A simple value as text; `usual` is the timestamp format of the place. */
function textOf(model: ServiceModel, value: Value, member: ModelMember | undefined, usual: string): string {
  if (value instanceof WrongType) return value.text;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Date) return String(timestamp(model, value, member, usual));
  return String(value);
}

/** A structure without members leaves nothing in a form. */
function someFields<T>(prefix: string, fields: readonly T[]): readonly T[] {
  if (fields.length === 0) throw new Inexpressible(prefix);
  return fields;
}

const nameIn = (member: ModelMember): string => String(member.traits['smithy.api#xmlName'] ?? member.name);

function formOf(
  model: ServiceModel,
  shape: ModelShape,
  value: Value,
  prefix: string,
  member?: ModelMember,
): readonly (readonly [string, string])[] {
  if (value instanceof WrongType && ['structure', 'union', 'list', 'map'].includes(shape.type)) throw new Inexpressible(prefix);
  switch (shape.type) {
    case 'structure':
    case 'union':
      return Object.entries(value as Members).flatMap(([name, each]) => {
        const own = shape.members.get(name);
        return own ? formOf(model, shapeOf(model, own.shape), each, `${prefix}${prefix && '.'}${nameIn(own)}`, own) : [];
      });
    case 'list': {
      const part = shape.members.get('member');
      const elements = value as readonly Value[];
      if (!part || elements.length === 0) throw new Inexpressible(prefix);
      const flat = member && 'smithy.api#xmlFlattened' in member.traits;
      const path = flat ? prefix : `${prefix}.${nameIn(part)}`;
      return elements.flatMap((each, index) =>
        someFields(prefix, formOf(model, shapeOf(model, part.shape), each, `${path}.${index + 1}`, part)),
      );
    }
    case 'map': {
      const [key, part] = [shape.members.get('key'), shape.members.get('value')];
      const entries = Object.entries(value as Members);
      if (!key || !part || entries.length === 0) throw new Inexpressible(prefix);
      const path = member && 'smithy.api#xmlFlattened' in member.traits ? prefix : `${prefix}.entry`;
      return entries.flatMap(([name, each], index) => [
        [`${path}.${index + 1}.${nameIn(key)}`, name] as const,
        ...someFields(prefix, formOf(model, shapeOf(model, part.shape), each, `${path}.${index + 1}.${nameIn(part)}`, part)),
      ]);
    }
    default:
      return [[prefix, textOf(model, value, member, 'date-time')]];
  }
}

function rest(model: ServiceModel, operation: ModelOperation, input: Members, headers: Record<string, string>): WireRequest {
  // The http trait's definition.
  const { method, uri } = operation.traits['smithy.api#http'] as { readonly method: string; readonly uri: string };
  const shape = shapeOf(model, operation.input);
  const xml = model.facts.protocols[0] === 'restXml';
  const [path = '', literal = ''] = uri.split('?');
  const query = literal === '' ? [] : literal.split('&');
  const body: Record<string, Value> = {};
  let payload: { readonly member: ModelMember; readonly value: Value } | undefined;
  let target = path;
  for (const [name, value] of Object.entries(input)) {
    const member = shape.members.get(name);
    if (!member) continue;
    const { traits } = member;
    const several: readonly Value[] = Array.isArray(value) ? value : [value];
    if ('smithy.api#httpLabel' in traits) target = label(target, name, textOf(model, value, member, 'date-time'));
    else if (typeof traits['smithy.api#httpQuery'] === 'string') {
      if (several.length === 0) throw new Inexpressible(name);
      for (const each of several)
        query.push(`${encode(traits['smithy.api#httpQuery'])}=${encode(textOf(model, each, member, 'date-time'))}`);
    } else if (typeof traits['smithy.api#httpHeader'] === 'string') {
      const text = several.map((each) => textOf(model, each, member, 'http-date')).join(', ');
      // Content-Length is the connection's own.
      if (member.traits['smithy.api#httpHeader'] === 'Content-Length' || text.trim() !== text || text === '' || /[^\x20-\x7e]/.test(text))
        throw new Inexpressible(name);
      headers[traits['smithy.api#httpHeader'].toLowerCase()] = text;
    } else if (typeof traits['smithy.api#httpPrefixHeaders'] === 'string') {
      const prefix = traits['smithy.api#httpPrefixHeaders'].toLowerCase();
      if (value instanceof WrongType || typeof value !== 'object' || value === null) throw new Inexpressible(name);
      for (const [key, each] of Object.entries(value)) headers[`${prefix}${key.toLowerCase()}`] = String(each);
    } else if ('smithy.api#httpPayload' in traits) payload = { member, value };
    else body[name] = value;
  }
  const full = query.length === 0 ? target : `${target}?${query.join('&')}`;
  const content = payload
    ? payloadOf(model, payload.member, payload.value)
    : Object.keys(body).length > 0 || hasBody(shape)
      ? remainder(model, shape, operation, body)
      : '';
  if (content.length > 0)
    headers['content-type'] ??=
      payload?.value instanceof Uint8Array ? 'application/octet-stream' : xml ? 'application/xml' : 'application/json';
  return wire(method, full, headers, content);
}

function label(path: string, name: string, text: string): string {
  if (text === '') throw new Inexpressible(name);
  return path.replace(`{${name}}`, () => encode(text)).replace(`{${name}+}`, () => text.split('/').map(encode).join('/'));
}

const bindings = ['httpLabel', 'httpQuery', 'httpHeader', 'httpPrefixHeaders', 'httpQueryParams', 'httpPayload'].map(
  (name) => `smithy.api#${name}`,
);
const hasBody = (shape: ModelShape): boolean =>
  [...shape.members.values()].some((member) => !bindings.some((binding) => binding in member.traits));

function remainder(model: ServiceModel, shape: ModelShape, operation: ModelOperation, body: Members): string {
  if (model.facts.protocols[0] === 'restJson1') return JSON.stringify(jsonOf(model, shape, body));
  return xmlOf(
    model,
    shape,
    body,
    String(shape.traits['smithy.api#xmlName'] ?? `${operation.name}Request`),
    undefined,
    model.facts.xmlNamespace?.uri,
  );
}

function payloadOf(model: ServiceModel, member: ModelMember, value: Value): string | Uint8Array {
  const target = shapeOf(model, member.shape);
  if (value instanceof Uint8Array) return value;
  if (target.type !== 'structure' && target.type !== 'union') {
    if (value instanceof WrongType) throw new Inexpressible(member.name);
    return textOf(model, value, member, 'date-time');
  }
  if (model.facts.protocols[0] === 'restJson1') return JSON.stringify(jsonOf(model, target, value));
  const name = member.traits['smithy.api#xmlName'] ?? target.traits['smithy.api#xmlName'] ?? target.name;
  return xmlOf(model, target, value, String(name), undefined, model.facts.xmlNamespace?.uri);
}

function xmlOf(model: ServiceModel, shape: ModelShape, value: Value, name: string, member?: ModelMember, namespace?: string): string {
  const open = namespace === undefined ? name : `${name} xmlns="${namespace}"`;
  if (value instanceof WrongType) {
    // Any text or element can stand where a string, a list or a map is read: the wrong ones are left out or ignored.
    if (['structure', 'union', 'list', 'map', 'string', 'enum', 'blob', 'document'].includes(shape.type)) throw new Inexpressible(name);
    return `<${open}>${value.text}</${name}>`;
  }
  const element = (content: string): string => `<${open}>${content}</${name}>`;
  const flat = member !== undefined && 'smithy.api#xmlFlattened' in member.traits;
  switch (shape.type) {
    case 'structure':
    case 'union': {
      let attributes = '';
      const content = Object.entries(value as Members).map(([each, part]) => {
        const own = shape.members.get(each);
        if (!own) return '';
        if (!('smithy.api#xmlAttribute' in own.traits)) return xmlOf(model, shapeOf(model, own.shape), part, nameIn(own), own);
        attributes += ` ${nameIn(own)}="${escapeXml(textOf(model, part, own, 'date-time'))}"`;
        return '';
      });
      return `<${open}${attributes}>${content.join('')}</${name}>`;
    }
    case 'list': {
      const part = shape.members.get('member');
      const elements = value as readonly Value[];
      if (!part || (flat && elements.length === 0)) throw new Inexpressible(name);
      const content = elements.map((each) => xmlOf(model, shapeOf(model, part.shape), each, flat ? name : nameIn(part), part)).join('');
      return flat ? content : element(content);
    }
    case 'map': {
      const [key, part] = [shape.members.get('key'), shape.members.get('value')];
      if (!key || !part) throw new Inexpressible(name);
      const entries = Object.entries(value as Members).map(
        ([each, own]) =>
          `${xmlOf(model, shapeOf(model, key.shape), each, nameIn(key), key)}${xmlOf(model, shapeOf(model, part.shape), own, nameIn(part), part)}`,
      );
      return flat ? entries.map(element).join('') : element(entries.map((entry) => `<entry>${entry}</entry>`).join(''));
    }
    default:
      return element(escapeXml(textOf(model, value, member, 'date-time')));
  }
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
