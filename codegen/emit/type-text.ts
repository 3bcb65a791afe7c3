/** How a member's target reads as a TypeScript type. */
import { type ModelMember, type ServiceModel, shapeOf } from '../model/service-model.js';
import { quote } from './literal.js';

/** What a streaming blob is: a request gives its body as it comes, an answer may be held or come as it is made. */
export const streamTypes = { input: 'ByteStream', output: 'Uint8Array | AsyncIterable<Uint8Array>' } as const;

/** The type of a member's value; `uses` is told the name of every type that it refers to. */
export function memberType(model: ServiceModel, member: ModelMember, uses: (name: string) => void): string {
  return targetType(model, member.shape, uses);
}

function targetType(model: ServiceModel, key: string, uses: (name: string) => void): string {
  const shape = shapeOf(model, key);
  switch (shape.type) {
    case 'structure':
      if (shape.id === 'smithy.api#Unit') return 'Record<string, never>';
      uses(key);
      return key;
    case 'union':
      uses(key);
      return 'smithy.api#streaming' in shape.traits ? `AsyncIterable<${key}>` : key;
    case 'enum':
    case 'intEnum':
      uses(key);
      return key;
    case 'list':
      return listType(elementType(model, shape.members.get('member'), 'smithy.api#sparse' in shape.traits, uses));
    case 'map':
      return `Record<string, ${elementType(model, shape.members.get('value'), 'smithy.api#sparse' in shape.traits, uses)}>`;
    case 'blob':
      if (!('smithy.api#streaming' in shape.traits)) return 'Uint8Array';
      uses(streamTypes.input);
      return streamTypes.input;
    case 'boolean':
    case 'string':
      return shape.type;
    case 'timestamp':
      return 'Date';
    case 'bigInteger':
      return 'bigint';
    case 'bigDecimal':
      return 'string';
    case 'document':
      uses('DocumentValue');
      return 'DocumentValue';
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return 'number';
  }
}

function elementType(model: ServiceModel, member: ModelMember | undefined, sparse: boolean, uses: (name: string) => void): string {
  if (!member) throw new Error(`${model.source}: a list or map without element`);
  const type = targetType(model, member.shape, uses);
  return sparse ? `${type} | null` : type;
}

const listType = (element: string): string =>
  /[ |]/.test(element) && !/^Record<[^|]*>$/.test(element) ? `(${element})[]` : `${element}[]`;

/** `'A' | 'B' | (string & {})`: the known values are offered, others are still values. On several lines when there are many. */
export function enumType(values: readonly (string | number)[], room: number): string {
  const known = values.map((value) => (typeof value === 'string' ? quote(value) : String(value)));
  const all = [...known, typeof values[0] === 'number' ? '(number & {})' : '(string & {})'];
  const line = all.join(' | ');
  return line.length <= room ? line : all.map((value) => `\n  | ${value}`).join('');
}
