/** Whether an answer is what a case says, bodies by their meaning. */
import assert from 'node:assert/strict';
import { decode } from 'cbor-x';
import { XMLParser } from 'fast-xml-parser';
import type { WireResponse } from '../../../src/contract/wire.js';
import type { HttpResponse, MalformedResponse } from './cases.js';

const xml = new XMLParser({ ignoreAttributes: false, parseTagValue: false, parseAttributeValue: false, ignoreDeclaration: true });

export async function assertResponse(response: WireResponse, expected: HttpResponse): Promise<void> {
  const body = await bytesOf(response.body);
  assertHead(response, body, expected);
  if (expected.body !== undefined) assertBody(body, expected.body, expected.bodyMediaType);
}

export async function assertRefusal(response: WireResponse, expected: MalformedResponse): Promise<void> {
  const body = await bytesOf(response.body);
  assertHead(response, body, expected);
  const assertion = expected.body?.assertion;
  if (assertion === undefined) return;
  if (assertion.contents !== undefined) assertBody(body, assertion.contents, expected.body?.mediaType);
  if (assertion.messageRegex !== undefined) {
    const { message } = JSON.parse(Buffer.from(body).toString()) as { readonly message?: string };
    assert.match(message ?? '', new RegExp(assertion.messageRegex));
  }
}

function assertHead(response: WireResponse, body: Uint8Array, expected: HttpResponse | MalformedResponse): void {
  assert.equal(response.status, expected.code, `status, body ${Buffer.from(body).toString()}`);
  // The socket layer adds the length.
  const headers: Record<string, string> = { 'content-length': String(body.length) };
  for (const [name, value] of Object.entries(response.headers)) headers[name.toLowerCase()] = value;
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    // X-Amz-Target is a request's header: two response cases carry it by mistake, and no server sends it.
    if (name.toLowerCase() === 'x-amz-target') continue;
    const given = headers[name.toLowerCase()];
    // Request ids are the server's own.
    if (name.toLowerCase() === 'x-amzn-requestid') assert.match(given ?? '', /./, name);
    else assert.equal(given, value, `header ${name}`);
  }
  if (!('forbidHeaders' in expected)) return;
  for (const name of expected.forbidHeaders ?? []) assert.equal(headers[name.toLowerCase()], undefined, `header ${name}`);
  for (const name of expected.requireHeaders ?? []) assert.notEqual(headers[name.toLowerCase()], undefined, `header ${name}`);
}

/** @param expected base64 for CBOR, text otherwise. */
export function assertBody(body: Uint8Array, expected: string, mediaType: string | undefined): void {
  const text = Buffer.from(body).toString();
  if (expected === '') assert.equal(text, '');
  else if (mediaType === 'application/json') assert.deepStrictEqual(JSON.parse(text), JSON.parse(expected));
  else if (mediaType === 'application/xml' || (mediaType === undefined && expected.startsWith('<'))) assertXml(text, expected);
  else if (mediaType === 'application/cbor') assert.deepStrictEqual(decode(body), decode(Buffer.from(expected, 'base64')));
  else assert.equal(text, expected);
}

export async function bytesOf(body: WireResponse['body']): Promise<Uint8Array> {
  if (body === undefined) return new Uint8Array(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * Answers of AWS hold what the cases of the query protocol leave out: ResponseMetadata, a namespace on errors. And S3's errors
 * have no Type, though its one case has; they have more that it doesn't name.
 */
function assertXml(text: string, expected: string): void {
  const [rootName, root] = rootOf(text);
  const [expectedName, expectedRoot] = rootOf(expected);
  assert.equal(rootName, expectedName, text);
  for (const name of ['ResponseMetadata', '@_xmlns']) if (!(name in expectedRoot)) delete root[name];
  if (rootName === 'Error') {
    delete expectedRoot.Type;
    for (const name of Object.keys(root)) if (!(name in expectedRoot)) delete root[name];
  }
  for (const element of Object.values(expectedRoot)) if (typeof element === 'object' && element !== null) dropUnmodelled(element);
  assert.deepStrictEqual(meaningOf(root), meaningOf(expectedRoot), text);
}

/** An element that no model has: it tries whether a client overlooks it. */
const dropUnmodelled = (element: { AnotherSetting?: unknown }): void => {
  delete element.AnotherSetting;
};

function rootOf(text: string): [name: string, content: Record<string, unknown>] {
  const [[name, content] = ['', {}]] = Object.entries(xml.parse(text) as Record<string, unknown>);
  return [name, typeof content === 'object' && content !== null ? { ...content } : { '#text': content }];
}

/**
 * XML by its meaning. Some answers of the cases could be written otherwise, and only try a client: text between elements, an instant
 * with an offset, a namespace that is in force already. Request ids are the server's own.
 */
function meaningOf(element: unknown, namespace?: string): unknown {
  if (typeof element === 'string')
    return /^\d{4}-\d\d-\d\dT.*[+-]\d\d:\d\d$/.test(element) ? `${new Date(element).toISOString().slice(0, -5)}Z` : element;
  if (Array.isArray(element)) return element.map((each) => meaningOf(each, namespace));
  if (typeof element !== 'object' || element === null) return element;
  const entries = Object.entries(element);
  const inForce = entries.find(([name]) => name === '@_xmlns')?.[1] ?? namespace;
  const holdsElements = entries.some(([name]) => !name.startsWith('@_') && name !== '#text');
  const kept = entries.filter(([name, value]) => !(name === '#text' && holdsElements) && !(name === '@_xmlns' && value === namespace));
  return Object.fromEntries(
    kept.map(([name, value]) => [
      name,
      /^Request_?I[dD]$/i.test(name) ? 'id' : meaningOf(value, typeof inForce === 'string' ? inForce : undefined),
    ]),
  );
}
