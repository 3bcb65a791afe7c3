/** Every header, query parameter, label and text of every operation of S3 with values that it isn't for: S3 answers, or refuses in its own form. */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModels } from '../../codegen/model/load.js';
import { type ModelMember, type ModelOperation, shapeOf } from '../../codegen/model/service-model.js';
import type { WireHeaders, WireRequest } from '../../src/contract/wire.js';
import { openEmulator } from '../../src/emulator-opening.js';
import type { Emulator } from '../../src/gateway/emulator.js';
import { defaultOptions } from '../../src/options.js';
import { minimalInput } from '../conformance/prober/prober.js';
import type { Members } from '../conformance/prober/samples.js';
import { requestOf } from '../conformance/prober/wire-client.js';
import { textOf, wire } from './targets.js';

const SEED = Number(process.env.TINSMITH_FUZZ_SEED ?? 20_260_101);
/** Values that each member is tried with, out of those below. */
const VALUES = Number(process.env.TINSMITH_FUZZ_VALUES ?? 12);

const models = loadModels(fileURLToPath(new URL('../../models', import.meta.url)), { cover: 'manifest' });
const model = models.find(({ name }) => name === 's3') ?? expect.unreachable('there is a model of S3');

/** As bytes, one a character. */
const values: readonly string[] = [
  ...['', ' ', ',', ',,a,', '0', '-0', '-1', '1.5', '1e400', '-1e400', 'NaN', 'Infinity', '99999999999999999999', '9'.repeat(400)],
  ...['true', 'FALSE', 'null', 'undefined', '[object Object]', '__proto__', 'constructor', 'hasOwnProperty', 'a'.repeat(9000)],
  ...['\x01\x02\x1f\x7f', '\t', '\xff\xfe', '\xc3(', '\xed\xa0\x80', '\xf0\x9f\x98\x80', '\xef\xbf\xbe', '\xc2\x85', 'a\xc0\xafb'],
  ...['%', '%zz', '%00', '%0d%0aset-cookie:%20a=b', '%FF%FE', '%E0%80', '+', '..', '../../../etc/passwd', '/', '//', '\\..\\', '?', '#'],
  ...['*', '"', '""', '"a', 'W/"a"', '<a>&"\'</a>', '<!--', ']]>', '&#0;', '{', '[]', 'a=b&c=d', 'a=b&a=c', '='.repeat(50)],
  ...['bytes=-', 'bytes=5-1', 'bytes=0-0,1-1', 'bytes=-99999999999999999999', `bytes=${'9'.repeat(30)}-`],
  ...['2026-13-45T99:99:99Z', '+275761-01-01T00:00:00Z', '-000001-01-01T00:00:00Z', 'Thu, 99 Foo 9999 99:99:99 GMT', '1e18'],
  ...['AAAA', '====', 'AAAAAAAAAAAAAAAAAAAAAA==', '=?UTF-8?B?!!!?=', '=?x-none?Q?=ZZ?=', `=?UTF-8?Q?${'=41'.repeat(900)}?=`],
  ...['arn:aws:s3:::', 'arn:aws:kms:us-east-1:0:key/', 'bucket/key', '/bucket/key?versionId=', '/bucket/%', 'id=0', 'uri="x", id=', 'id="'],
  ...['AES256', 'aws:kms', 'ENABLED', 'ON', 'COPY', 'REPLACE', 'STANDARD', 'GOVERNANCE', 'CRC32', 'url', 'private', '000000000000', '1000'],
];
const random = fc.oneof(
  fc.string({ unit: fc.nat({ max: 0xff }).map((code) => String.fromCharCode(code)), maxLength: 60 }),
  fc.string({ maxLength: 30 }),
  fc.constantFrom(...values).chain((text) => fc.constantFrom(...values).map((other) => text + other)),
  fc.integer().map(String),
  fc.double().map(String),
);

/** A directory bucket, which some operations are for. */
const DIRECTORY = 'directory--use1-az4--x-s3';

let emulator: Emulator;
let uploadId: string;
let versionId: string;

const send = async (method: string, target: string, headers: WireHeaders = {}, body = '') => {
  const authorization = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';
  const response = await emulator.dispatch(
    wire({ method, target, headers: { host: 'localhost', authorization, ...headers } }, Buffer.from(body)),
  );
  return { status: response.status, headers: response.headers, text: await textOf(response) };
};

beforeAll(async () => {
  emulator = await openEmulator({ ...defaultOptions, logLevel: 'silent' });
  await send('PUT', '/bucket', { 'x-amz-bucket-object-lock-enabled': 'true', 'x-amz-object-ownership': 'ObjectWriter' });
  const put = await send('PUT', '/bucket/key', { 'x-amz-tagging': 'a=b', 'x-amz-checksum-algorithm': 'CRC32' }, 'some,text\n1,2\n');
  versionId = put.headers['x-amz-version-id'] ?? '';
  const upload = await send('POST', '/bucket/key?uploads');
  uploadId = /<UploadId>([^<]*)</.exec(upload.text)?.[1] ?? '';
  await send('PUT', '/bucket/archived', { 'x-amz-storage-class': 'GLACIER' }, 'old');
  await send('PUT', '/bucket/key?annotation&annotationName=note', {}, 'noted');
  const express = { host: 's3express-use1-az4.us-east-1.amazonaws.com' };
  const directory =
    '<CreateBucketConfiguration><Location><Type>AvailabilityZone</Type><Name>use1-az4</Name></Location><Bucket><DataRedundancy>SingleAvailabilityZone</DataRedundancy><Type>Directory</Type></Bucket></CreateBucketConfiguration>';
  await send('PUT', `/${DIRECTORY}`, express, directory);
  await send('PUT', `/${DIRECTORY}/key`, express, 'renamed');
  await send('PUT', `/bucket/key?uploadId=${uploadId}&partNumber=1`, {}, 'part');
  expect([put.status, upload.status, uploadId, versionId]).toEqual([200, 200, expect.stringMatching(/./), expect.stringMatching(/./)]);
  await emulator.kernel.snapshots.save('before');
});
afterAll(() => emulator.close());

const configured = ['Analytics', 'IntelligentTiering', 'Inventory', 'Metrics'].flatMap((kind) =>
  ['Get', 'Delete'].map((verb) => [`${verb}Bucket${kind}Configuration`, { Id: 'sample' }] as const),
);

/** Where the smallest input that the model allows finds nothing, or is refused for what no header says. */
const inputs: Readonly<Record<string, Members>> = {
  ...Object.fromEntries(configured),
  CompleteMultipartUpload: { MultipartUpload: { Parts: [{ ETag: createHash('md5').update('part').digest('hex'), PartNumber: 1 }] } },
  CopyObject: { CopySource: 'bucket/key', MetadataDirective: 'REPLACE' },
  CreateBucket: { Bucket: 'other' },
  CreateSession: { Bucket: DIRECTORY },
  PutBucketAcl: { ACL: 'private' },
  PutBucketCors: { CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] } },
  PutBucketIntelligentTieringConfiguration: {
    IntelligentTieringConfiguration: { Id: 'sample', Status: 'Enabled', Tierings: [{ Days: 90, AccessTier: 'ARCHIVE_ACCESS' }] },
  },
  PutBucketLifecycleConfiguration: {
    LifecycleConfiguration: { Rules: [{ ID: 'a', Filter: { Prefix: 'a' }, Status: 'Enabled', Expiration: { Days: 1 } }] },
  },
  PutBucketLogging: { BucketLoggingStatus: {} },
  PutBucketNotificationConfiguration: { NotificationConfiguration: {} },
  PutBucketPolicy: { Policy: '{"Version":"2012-10-17","Statement":[]}' },
  PutBucketVersioning: { VersioningConfiguration: { Status: 'Enabled' } },
  PutBucketWebsite: { WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } } },
  PutObjectAcl: { ACL: 'private' },
  PutObjectLockConfiguration: { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } },
  PutObjectRetention: { Retention: { Mode: 'GOVERNANCE', RetainUntilDate: new Date('2040-01-01T00:00:00Z') } },
  RenameObject: { Bucket: DIRECTORY, Key: 'new', RenameSource: `/${DIRECTORY}/key` },
  RestoreObject: { Key: 'archived', RestoreRequest: { Days: 1 } },
  SelectObjectContent: { Expression: 'SELECT * FROM S3Object', InputSerialization: { CSV: {} }, OutputSerialization: { CSV: {} } },
  UploadPartCopy: { CopySource: 'bucket/key' },
};

const deep = (operation: ModelOperation): Members => ({
  ...minimalInput(model, operation),
  Bucket: 'bucket',
  Key: 'key',
  AnnotationName: 'note',
  ...(shapeOf(model, operation.input).members.has('UploadId') ? { UploadId: uploadId, PartNumber: 1 } : {}),
  ...inputs[operation.name],
});

/** With its digest, which many operations insist on. */
async function validRequest(operation: ModelOperation): Promise<WireRequest> {
  const request = requestOf(model, operation, deep(operation));
  const body = await request.body.read(1_000_000);
  if (body.length === 0) return request;
  return { ...request, headers: { ...request.headers, 'content-md5': createHash('md5').update(body).digest('base64') } };
}

type Place = 'header' | 'query' | 'label';
interface Bound {
  readonly member: ModelMember;
  readonly place: Place;
  /** On the wire. */
  readonly name: string;
}

const boundMembers = (operation: ModelOperation): readonly Bound[] =>
  [...shapeOf(model, operation.input).members.values()].flatMap((member): Bound[] => {
    const { traits } = member;
    const text = (trait: string): string | undefined => (typeof traits[trait] === 'string' ? traits[trait] : undefined);
    const header = text('smithy.api#httpHeader') ?? text('smithy.api#httpPrefixHeaders')?.concat('name');
    const query = text('smithy.api#httpQuery');
    if (header !== undefined) return [{ member, place: 'header', name: header.toLowerCase() }];
    if (query !== undefined) return [{ member, place: 'query', name: query }];
    return 'smithy.api#httpLabel' in traits ? [{ member, place: 'label', name: member.name }] : [];
  });

const escapeBytes = (bytes: string): string =>
  [...bytes].map((each) => (/[\w.~-]/.test(each) ? each : `%${each.charCodeAt(0).toString(16).padStart(2, '0')}`)).join('');

/** The request with the value in the member's place; twice where there may be two. */
function withValue(request: WireRequest, operation: ModelOperation, { place, name }: Bound, value: string, twice: boolean): WireRequest {
  if (place === 'header') {
    // HTTP itself trims values and takes no line break and no NUL in them.
    const text = value.replace(/[\0\r\n]/g, '').trim();
    return { ...request, headers: { ...request.headers, [name]: twice ? `${text}, ${text}` : text } };
  }
  // Escapes are what they are at times, and text at others.
  const raw = /^[\w%.~/+:=-]*$/.test(value) ? value : escapeBytes(value);
  if (place === 'query') {
    const [path = '', query = ''] = request.target.split('?');
    const others = query.split('&').filter((part) => part !== '' && part.split('=')[0] !== encodeURIComponent(name));
    const own = `${name}=${raw}`;
    return { ...request, target: `${path}?${[...others, own, ...(twice ? [own] : [])].join('&')}` };
  }
  // The cast: the trait's definition.
  const { uri } = operation.traits['smithy.api#http'] as { readonly uri: string };
  const [path = ''] = uri.split('?');
  const query = request.target.includes('?') ? request.target.slice(request.target.indexOf('?')) : '';
  const labels = path.replace(/\{(\w+)\+?\}/g, (_, label: string) => (label === name ? raw : String(deep(operation)[label])));
  return { ...request, target: labels + query };
}

const escapeXml = (bytes: string): string =>
  [...bytes].map((each) => (/[\w ./:-]/.test(each) ? each : `&#${each.charCodeAt(0)};`)).join('');

/** The document with each of its texts exchanged for others, and each of its elements left out, empty, twice, and in one of its own name. */
function changedBodies(xml: string, pool: readonly string[]): readonly string[] {
  if (!xml.startsWith('<')) return [];
  const replaced = (start: number, length: number, text: string): string => xml.slice(0, start) + text + xml.slice(start + length);
  const texts = [...xml.matchAll(/(?<=>)[^<>]+(?=<\/)/g)].flatMap(({ 0: text, index }, at) =>
    Array.from({ length: Math.min(VALUES, pool.length) }, (_, step) => {
      const value = pool[(SEED + at * VALUES + step) % pool.length] ?? '';
      return replaced(index, text.length, step % 2 === 0 ? escapeXml(value) : value);
    }),
  );
  const elements = [...xml.matchAll(/<(\w+)(?:\s[^>]*)?>/g)].flatMap(({ 1: name = '', index }) => {
    const end = xml.indexOf(`</${name}>`, index) + name.length + 3;
    const element = xml.slice(index, end);
    return ['', `<${name}/>`, element + element, `<${name}>${element}</${name}>`].map((text) => replaced(index, element.length, text));
  });
  return [...texts, ...elements];
}

const withBody = ({ method, target, headers }: WireRequest, text: string): WireRequest => {
  const body = Buffer.from(text, 'latin1');
  return wire({ method, target, headers: { ...headers, 'content-md5': createHash('md5').update(body).digest('base64') } }, body);
};

const parser = new XMLParser();

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML doesn't hold
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f]/;
const HEADER = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What is wrong with the answer: it is neither one of success nor an error document of S3's that any XML parser reads. */
async function faultOf(request: WireRequest): Promise<string | undefined> {
  const response = await emulator.dispatch(request);
  const text = await textOf(response);
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) {
    if (!HEADER.test(value)) return `the header ${name}: ${JSON.stringify(value)}`;
    headers.set(name, value);
  }
  const { status } = response;
  // 501 names what isn't emulated.
  if (status >= 500 && !(status === 501 && /<Code>NotImplemented<\/Code>/.test(text))) return `${status} ${text}`;
  if (request.method === 'HEAD' || status === 304) return text === '' ? undefined : `a body: ${text}`;
  const isXml = headers.get('content-type') === 'application/xml' && text.startsWith('<?xml');
  if (isXml && (XMLValidator.validate(text) !== true || NOT_XML.test(text))) return `malformed XML: ${text}`;
  if (status < 300) return undefined;
  const error: Readonly<Record<string, unknown>> | undefined = isXml ? parser.parse(text).Error : undefined;
  const isError = /^\w+$/.test(String(error?.Code)) && ['Message', 'RequestId', 'HostId'].every((name) => error?.[name] !== undefined);
  return isError ? undefined : `${status} without an error document: ${text}`;
}

describe('an operation of S3', () => {
  const operations = model.covered.map((operation) => [operation.name, operation] as const);

  it('is seen to fail', async () => {
    const fault = await emulator.faults.add({ service: 's3', operation: 'GetObject', error: 'InternalFailure' });
    const request = requestOf(model, model.covered.find(({ name }) => name === 'GetObject') ?? expect.unreachable(), {
      Bucket: 'bucket',
      Key: 'key',
    });
    expect(await faultOf(request)).toMatch(/^500 .*<Code>InternalError</s);
    emulator.faults.remove(fault.id);
    expect(await faultOf(request)).toBeUndefined();
  });

  it.each(operations)('%s answers or refuses whatever stands in its headers, query, path and document', async (_, operation) => {
    const request = await validRequest(operation);
    const drawn = fc.sample(random, { seed: SEED + operation.name.length, numRuns: Math.max(40, VALUES - values.length) });
    const faults: string[] = [];
    const pool = [...values, ...drawn];
    for (const [at, bound] of boundMembers(operation).entries()) {
      // Neighbours get others, so that every value meets many members.
      const start = (SEED + at * VALUES + operation.name.length * 31) % pool.length;
      for (let step = 0; step < Math.min(VALUES, pool.length); step++) {
        const value = pool[(start + step) % pool.length] ?? '';
        for (const twice of bound.place === 'label' ? [false] : [false, true]) {
          const changed = withValue(request, operation, bound, value, twice);
          const fault = await faultOf(changed);
          if (fault !== undefined) faults.push(`${bound.name}=${JSON.stringify(value)}: ${fault}`);
          if (request.method !== 'GET' && request.method !== 'HEAD') await emulator.kernel.snapshots.restore('before');
        }
      }
    }
    for (const [at, body] of changedBodies(Buffer.from(await request.body.read(1_000_000)).toString(), pool).entries()) {
      const fault = await faultOf(withBody(request, body));
      if (fault !== undefined) faults.push(`${at} ${body}: ${fault}`);
      await emulator.kernel.snapshots.restore('before');
    }
    expect(faults.slice(0, 3)).toEqual([]);
    const after = await send('GET', `/bucket/key?versionId=${versionId}`);
    expect([after.status, after.text]).toEqual([200, 'some,text\n1,2\n']);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
