/** The shapes of the covered operations as the tables of the contract. */
import type { HttpTrait, OperationDescriptor, StreamMember } from '../../src/contract/operation.js';
import type { ErrorTraits, Member, Shape, ShapeTable, SimpleType, TimestampFormat } from '../../src/contract/shapes.js';
import {
  closureOf,
  type ModelMember,
  type ModelOperation,
  type ModelShape,
  type ServiceModel,
  shapeOf,
  traitOf,
} from '../model/service-model.js';
import { stringTrait, xmlNamespaceOf } from '../model/traits.js';

/** The closure of the covered operations, their errors and the service's common errors. */
export function shapeTable(model: ServiceModel): ShapeTable {
  const roots = model.covered.flatMap((operation) => [operation.input, operation.output, ...operation.errors]);
  const keys = closureOf(model, roots.length === 0 ? [] : [...roots, ...model.facts.commonErrors]);
  return Object.fromEntries(keys.map((key) => [key, tableShape(model, shapeOf(model, key))]));
}

function tableShape(model: ServiceModel, shape: ModelShape): Shape {
  switch (shape.type) {
    case 'structure':
      return {
        type: 'structure',
        ...named(shape),
        members: membersOf(model, shape),
        ...xmlRoot(shape),
        ...(shape.traits['smithy.api#error'] !== undefined && { error: errorTraits(shape) }),
      };
    case 'union':
      return {
        type: 'union',
        ...named(shape),
        members: membersOf(model, shape),
        ...xmlRoot(shape),
        ...flag(shape, 'smithy.api#streaming', 'streaming'),
      };
    case 'list':
      return {
        type: 'list',
        member: tableMember(model, memberOf(shape, 'member')),
        ...flag(shape, 'smithy.api#sparse', 'sparse'),
        ...flag(shape, 'smithy.api#uniqueItems', 'uniqueItems'),
      };
    case 'map':
      return {
        type: 'map',
        key: tableMember(model, memberOf(shape, 'key')),
        value: tableMember(model, memberOf(shape, 'value')),
        ...flag(shape, 'smithy.api#sparse', 'sparse'),
      };
    case 'enum':
      return { type: 'enum', values: shape.values.map(String), ...text(shape, 'smithy.api#mediaType', 'mediaType') };
    case 'intEnum':
      return { type: 'intEnum', values: shape.values.map(Number) };
    default:
      return simpleShape(shape, shape.type);
  }
}

const simpleShape = (shape: ModelShape, type: SimpleType): Shape => ({
  type,
  ...flag(shape, 'smithy.api#streaming', 'streaming'),
  ...text(shape, 'smithy.api#mediaType', 'mediaType'),
  ...timestampFormat(shape.traits['smithy.api#timestampFormat']),
});

const membersOf = (model: ServiceModel, shape: ModelShape): Record<string, Member> =>
  Object.fromEntries([...shape.members.values()].map((member) => [member.name, tableMember(model, member)]));

function memberOf(shape: ModelShape, name: string): ModelMember {
  const member = shape.members.get(name);
  if (member === undefined) throw new Error(`${shape.id} has no ${name}`);
  return member;
}

/** Only media type and timestamp format are taken over from the target: a target's XML namespace and name hold for it as a root. */
function tableMember(model: ServiceModel, member: ModelMember): Member {
  const { traits } = member;
  const defaultValue = traits['smithy.api#default'];
  const xmlNamespace = xmlNamespaceOf(traits);
  const mediaType = traitOf(model, member, 'smithy.api#mediaType');
  return {
    shape: member.shape,
    ...flag(member, 'smithy.api#required', 'required'),
    // A default of null says that the target's default doesn't hold.
    ...(defaultValue !== undefined && defaultValue !== null && { default: defaultValue }),
    ...text(member, 'smithy.api#jsonName', 'jsonName'),
    ...text(member, 'smithy.api#xmlName', 'xmlName'),
    ...flag(member, 'smithy.api#xmlAttribute', 'xmlAttribute'),
    ...flag(member, 'smithy.api#xmlFlattened', 'xmlFlattened'),
    ...(xmlNamespace && { xmlNamespace }),
    ...timestampFormat(traitOf(model, member, 'smithy.api#timestampFormat')),
    ...(typeof mediaType === 'string' && { mediaType }),
    ...text(member, 'smithy.api#httpHeader', 'httpHeader'),
    ...text(member, 'smithy.api#httpPrefixHeaders', 'httpPrefixHeaders'),
    ...text(member, 'smithy.api#httpQuery', 'httpQuery'),
    ...flag(member, 'smithy.api#httpQueryParams', 'httpQueryParams'),
    ...flag(member, 'smithy.api#httpLabel', 'httpLabel'),
    ...flag(member, 'smithy.api#httpPayload', 'httpPayload'),
    ...flag(member, 'smithy.api#httpResponseCode', 'httpResponseCode'),
    ...flag(member, 'smithy.api#eventHeader', 'eventHeader'),
    ...flag(member, 'smithy.api#eventPayload', 'eventPayload'),
    ...flag(member, 'smithy.api#hostLabel', 'hostLabel'),
    ...flag(member, 'smithy.api#idempotencyToken', 'idempotencyToken'),
  };
}

/** The error traits of an error structure. */
export function errorTraits(shape: ModelShape): ErrorTraits {
  const fault = shape.traits['smithy.api#error'] === 'server' ? 'server' : 'client';
  const status = shape.traits['smithy.api#httpError'];
  // The trait's definition: both members are required.
  const query = shape.traits['aws.protocols#awsQueryError'] as { readonly code: string; readonly httpResponseCode: number } | undefined;
  return {
    fault,
    httpStatus: typeof status === 'number' ? status : fault === 'server' ? 500 : 400,
    name: shape.name,
    id: shape.id,
    ...(query && { query: { code: query.code, httpStatus: query.httpResponseCode } }),
    ...flag(shape, 'smithy.api#retryable', 'retryable'),
  };
}

const named = (shape: ModelShape): { name?: string } => (shape.name === shape.key ? {} : { name: shape.name });

const xmlRoot = (shape: ModelShape): Pick<Extract<Shape, { type: 'structure' }>, 'xmlName' | 'xmlNamespace'> => {
  const xmlNamespace = xmlNamespaceOf(shape.traits);
  return { ...text(shape, 'smithy.api#xmlName', 'xmlName'), ...(xmlNamespace && { xmlNamespace }) };
};

function timestampFormat(value: unknown): { timestampFormat?: TimestampFormat } {
  if (value === undefined) return {};
  if (value === 'date-time' || value === 'http-date' || value === 'epoch-seconds') return { timestampFormat: value };
  throw new Error(`Not a timestamp format: ${String(value)}`);
}

type Traited = Pick<ModelShape | ModelMember, 'traits'>;

const flag = <K extends string>(owner: Traited, trait: string, key: K): { [P in K]?: true } =>
  // TypeScript gives a computed key the type string.
  trait in owner.traits ? ({ [key]: true } as { [P in K]?: true }) : {};

const text = <K extends string>(owner: Traited, trait: string, key: K): { [P in K]?: string } => {
  const value = stringTrait(owner.traits, trait);
  // As above.
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });
};

/** One covered operation as data. */
export function descriptor(model: ServiceModel, operation: ModelOperation): OperationDescriptor {
  const inputStream = streamMember(model, operation.input);
  const outputStream = streamMember(model, operation.output);
  const checksum = checksumOf(operation);
  const http = httpTrait(model, operation);
  return {
    name: operation.name,
    input: operation.input,
    output: operation.output,
    errors: operation.errors,
    ...(http && { http }),
    ...(operation.unitInput && { unitInput: true }),
    ...('smithy.api#optionalAuth' in operation.traits && { optionalAuth: true }),
    ...(operation.unitOutput && { unitOutput: true }),
    ...(inputStream && { inputStream }),
    ...(outputStream && { outputStream }),
    ...(checksum && { checksum }),
    ...('aws.customizations#s3UnwrappedXmlOutput' in operation.traits && { unwrappedXmlOutput: true }),
  };
}

/** The http trait, for services that speak a REST protocol. */
export function httpTrait(model: ServiceModel, operation: ModelOperation): HttpTrait | undefined {
  const rest = model.facts.protocols.some((protocol) => protocol === 'restJson1' || protocol === 'restXml');
  // The trait's definition: method and uri are required, code is 200 unless given.
  const http = operation.traits['smithy.api#http'] as { readonly method: string; readonly uri: string; readonly code?: number } | undefined;
  if (!rest || http === undefined) return undefined;
  return { method: http.method, uri: http.uri, code: http.code ?? 200 };
}

/** The member of an input or output that is a streaming blob or an event stream. */
export function streamMember(model: ServiceModel, structure: string): StreamMember | undefined {
  for (const member of shapeOf(model, structure).members.values()) {
    const target = shapeOf(model, member.shape);
    if ('smithy.api#streaming' in target.traits) return { member: member.name, kind: target.type === 'union' ? 'events' : 'blob' };
  }
  return undefined;
}

interface HttpChecksumTrait {
  readonly requestAlgorithmMember?: string;
  readonly requestChecksumRequired?: boolean;
  readonly requestValidationModeMember?: string;
}

function checksumOf(operation: ModelOperation): OperationDescriptor['checksum'] {
  // The trait's definition.
  const trait = operation.traits['aws.protocols#httpChecksum'] as HttpChecksumTrait | undefined;
  const required = trait?.requestChecksumRequired === true || 'smithy.api#httpChecksumRequired' in operation.traits;
  if (trait === undefined && !required) return undefined;
  return {
    ...(trait?.requestAlgorithmMember !== undefined && { algorithmMember: trait.requestAlgorithmMember }),
    ...(required && { required: true }),
    ...(trait?.requestValidationModeMember !== undefined && { validationModeMember: trait.requestValidationModeMember }),
  };
}
