import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../../codegen/emit/generate.js';
import { makeScratch, root, type Scratch, sizeOf } from './scratch.js';

const models = join(root, 'models');
const services = readdirSync(models).filter((file) => file.endsWith('.json') && file !== 'manifest.json');

/** Claims about the generated types, checked by the compiler. A line that claims something wrong is marked so and must be refused. */
const claims = `
import type { AttributeValue, GetItemOutput } from './generated/dynamodb/types.js';
import type { StreamRecord, DynamodbStreamsRecord, GetRecordsOutput } from './generated/dynamodb-streams/types.js';
import type { SubscribeToShardOutput } from './generated/kinesis/types.js';
import type { InvokeWithResponseStreamOutput } from './generated/lambda/types.js';
import type { StartLiveTailOutput } from './generated/logs/types.js';
import type { DeleteObjectsOutput, GetObjectOutput, ListObjectsV2Output, PutObjectInput, S3Error, S3Object, SelectObjectContentOutput } from './generated/s3/types.js';
import { NoSuchKey } from './generated/s3/errors.js';
import type { Services } from './generated/services.js';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Element<T> = NonNullable<T> extends AsyncIterable<infer E> ? E : never;
const claim = <T extends true>(): T[] => [];

// Recursive unions: one member at a time, to any depth.
const nested: AttributeValue = { M: { deep: { L: [{ L: [{ B: new Uint8Array(1) }, { NULL: true }] }] } } };
export const item: GetItemOutput = { Item: { nested } };
export const two: AttributeValue = { S: 'a', N: '1' }; // wrong
export const number: AttributeValue = { N: 1 }; // wrong
if (nested.M) claim<Same<typeof nested.M, Record<string, AttributeValue>>>();

// Types whose names mean something else in TypeScript.
claim<Same<ListObjectsV2Output['Contents'], S3Object[] | undefined>>();
claim<Same<DeleteObjectsOutput['Errors'], S3Error[] | undefined>>();
claim<Same<GetRecordsOutput['Records'], DynamodbStreamsRecord[] | undefined>>();
claim<Same<StreamRecord['ApproximateCreationDateTime'], Date | undefined>>();

// Event streams.
claim<Same<Element<SelectObjectContentOutput['Payload']>['Records'], { Payload?: Uint8Array | undefined } | undefined>>();
claim<Same<Element<SelectObjectContentOutput['Payload']>['Records'], string | undefined>>(); // wrong
export const select: SelectObjectContentOutput = { Payload: (async function* () { yield { Records: { Payload: new Uint8Array(1) } }; yield { End: {} }; })() };
export const chunk: Element<InvokeWithResponseStreamOutput['EventStream']> = { PayloadChunk: { Payload: new Uint8Array(1) } };
export const tail: Element<StartLiveTailOutput['responseStream']> = { sessionUpdate: { sessionResults: [] } };
export const shard: Element<SubscribeToShardOutput['EventStream']> = { SubscribeToShardEvent: { Records: [], ContinuationSequenceNumber: '1', MillisBehindLatest: 0 } };
export const unknownEvent: Element<SubscribeToShardOutput['EventStream']> = { Nothing: {} }; // wrong

// Streaming bodies: a request's comes as it is read, an answer's may be held or made on the way.
export const answer: GetObjectOutput = { Body: new Uint8Array(1) };
export const request: PutObjectInput = { Bucket: 'b', Key: 'k', Body: new Uint8Array(1) }; // wrong

// Errors and interfaces.
export const error: { readonly code: 'NoSuchKey'; readonly httpStatus: 404 } = new NoSuchKey('The specified key does not exist.');
export const call: (services: Services) => unknown = (services) => services.dynamodbStreams.getRecords;
`;

describe('every operation of every service', () => {
  let scratch: Scratch;
  let written: readonly string[];

  beforeAll(() => {
    scratch = makeScratch();
    const started = performance.now();
    written = generate({ models, out: join(scratch.folder, 'generated'), cover: 'all' });
    console.log(`generated ${services.length} services in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }, 120_000);

  afterAll(() => scratch.remove());

  it('is generated for all models', () => {
    expect(services.length).toBeGreaterThanOrEqual(19);
    for (const file of services) expect(written).toContain(`${file.slice(0, -'.json'.length)}/serializers.ts`);
  });

  it('stays under 12 MB', () => {
    const size = sizeOf(join(scratch.folder, 'generated'));
    console.log(`${(size / 1e6).toFixed(1)} MB`);
    expect(size).toBeGreaterThan(1e6);
    expect(size).toBeLessThan(12e6);
  });

  it('has types that the compiler accepts and that say what the models say', () => {
    writeFileSync(join(scratch.folder, 'claims.ts'), claims);
    const started = performance.now();
    const errors = scratch.typeErrors();
    console.log(`type-checked in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    const wrong = claims.split('\n').flatMap((line, index) => (line.endsWith('// wrong') ? [`claims.ts(${index + 1}`] : []));
    expect(errors.map((error) => error.replace(/,.*/, ''))).toEqual(wrong);
  }, 120_000);
});
