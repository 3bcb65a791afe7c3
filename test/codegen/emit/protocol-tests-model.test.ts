import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../../codegen/emit/generate.js';
import { loadModels } from '../../../codegen/model/load.js';
import { makeScratch, root, type Scratch } from './scratch.js';

/** AWS's model of its protocol tests has what the 19 services lack: documents, several namespaces in one service, structures used both ways. */
const models = join(root, 'test/conformance/aws-protocol-tests.json');

const claims = `
import type { DocumentTypeInput, IntegerEnum, RenamedGreeting, GreetingStruct, StreamingTraitsInput, StreamingTraitsOutput, UnionInputOutput } from './generated/rest-json-protocol/types.js';
import type { XmlIntEnumsOutput } from './generated/query-protocol/types.js';
import { ComplexError } from './generated/rest-json-protocol/errors.js';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const claim = <T extends true>(): T[] => [];

// Documents hold any JSON.
const record: Record<string, unknown> = { deep: [{ nothing: null }] };
export const documents: DocumentTypeInput[] = [{ documentValue: record }, { documentValue: [1, 'a'] }, { documentValue: null }];
export const noDocument: DocumentTypeInput = { documentValue: () => 1 }; // wrong

// Two shapes of one name in two namespaces.
claim<Same<RenamedGreeting, { salutation?: string | undefined }>>();
claim<Same<GreetingStruct, { hi?: string | undefined }>>();

// Enums of integers.
export const three: IntegerEnum = 3;
export const enums: XmlIntEnumsOutput = { intEnum1: 1, intEnumList: [1, 7] };
export const word: IntegerEnum = '3'; // wrong

// One structure as input and output: its body is a stream coming in and may be held going out.
declare const input: StreamingTraitsInput;
export const output: StreamingTraitsOutput = { ...input, blob: new Uint8Array(1) };
export const held: StreamingTraitsInput = { blob: new Uint8Array(1) }; // wrong

export const union: UnionInputOutput = { contents: { numberValue: 1 } };
export const error = new ComplexError('', { Header: 'h', Nested: { Foo: 'f' } });
export const noMember = new ComplexError('', { Header: 1 }); // wrong
`;

describe("AWS's model of its protocol tests", () => {
  let scratch: Scratch;

  beforeAll(() => {
    scratch = makeScratch();
    generate({ models, out: join(scratch.folder, 'generated'), cover: 'all' });
  }, 60_000);

  afterAll(() => scratch.remove());

  it('gives each of its services a folder', () => {
    const names = loadModels(models, { cover: 'all' }).map((model) => model.name);
    expect(names).toHaveLength(15);
    expect(new Set(names).size).toBe(15);
    expect(names).toEqual(expect.arrayContaining(['rest-json-protocol', 'json-rpc-10', 's3', 'query-compatible-rpcv2-protocol']));
  });

  it('uses the name by which a service renames a shape', () => {
    const restJson = loadModels(models, { cover: 'all' }).find((model) => model.name === 'rest-json-protocol');
    expect(restJson?.shapes.get('RenamedGreeting')).toMatchObject({
      id: 'aws.protocoltests.restjson.nested#GreetingStruct',
      name: 'GreetingStruct',
    });
    expect(restJson?.shapes.get('GreetingStruct')?.id).toBe('aws.protocoltests.shared#GreetingStruct');
  });

  it('has types that the compiler accepts and that say what the model says', () => {
    writeFileSync(join(scratch.folder, 'claims.ts'), claims);
    const wrong = claims.split('\n').flatMap((line, index) => (line.endsWith('// wrong') ? [`claims.ts(${index + 1}`] : []));
    expect(scratch.typeErrors().map((error) => error.replace(/,.*/, ''))).toEqual(wrong);
  }, 60_000);
});
