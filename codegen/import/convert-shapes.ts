/** Data shapes: structures, lists, maps and simple shapes of botocore's notation as Smithy shapes. */
import type { AstMember, AstShape, Traits } from '../model/ast.js';
import type { BotocoreRef, BotocoreService, BotocoreShape } from './botocore.js';
import { anchorPattern } from './convert-pattern.js';
import { deprecation, namespaceTrait, namesXml, smithy, sorted } from './convert-traits.js';

type IdOf = (name: string) => string;

/** What the shapes' conversion needs to know of the service. */
interface Surroundings {
  readonly service: BotocoreService;
  readonly idOf: IdOf;
  readonly namesXml: boolean;
}

const streamingBlob = 'StreamingBlob';

/** All data shapes by id. */
export function convertShapes(service: BotocoreService, idOf: IdOf): Readonly<Record<string, AstShape>> {
  const around: Surroundings = { service, idOf, namesXml: namesXml(service.metadata) };
  const shapes: Record<string, AstShape> = {};
  for (const [name, shape] of Object.entries(service.shapes)) {
    const converted = convertShape(name, shape, around);
    shapes[idOf(name)] = converted;
  }
  const rootNames = rootElementNames(service);
  const dedicated = dedicatedShapes(service);
  for (const [name, more] of [...rootNames, ...dedicated]) {
    const shape = shapes[idOf(name)];
    if (shape) shapes[idOf(name)] = { ...shape, traits: sorted({ ...shape.traits, ...more }) };
  }
  if (streamsMembers(service)) shapes[idOf(streamingBlob)] = { type: 'blob', traits: { [smithy('streaming')]: {} } };
  return shapes;
}

/** The structures at the top of requests and answers, with the reference that the operation makes. */
export function inputOutputShapes(
  service: BotocoreService,
): readonly { readonly ref: BotocoreRef; readonly members: Readonly<Record<string, BotocoreRef>> }[] {
  return Object.values(service.operations).flatMap(({ input, output }) =>
    [input, output].flatMap((ref) => (ref ? [{ ref, members: service.shapes[ref.shape]?.members ?? {} }] : [])),
  );
}

/** S3's SelectObjectContent names its root element on the operation. */
function rootElementNames(service: BotocoreService): readonly (readonly [string, Traits])[] {
  return inputOutputShapes(service).flatMap(({ ref }) =>
    ref.locationName === undefined || ref.locationName === ref.shape
      ? []
      : [[ref.shape, { [smithy('xmlName')]: ref.locationName }] as const],
  );
}

/** Smithy marks structures that serve as the input or the output of one operation and nowhere else. */
function dedicatedShapes(service: BotocoreService): readonly (readonly [string, Traits])[] {
  const uses = new Map<string, number>();
  const count = (ref: BotocoreRef | undefined): void => {
    if (ref) uses.set(ref.shape, (uses.get(ref.shape) ?? 0) + 1);
  };
  const operations = Object.values(service.operations);
  for (const { input, output, errors } of operations) [input, output, ...(errors ?? [])].forEach(count);
  for (const shape of Object.values(service.shapes)) {
    [...Object.values(shape.members ?? {}), shape.member, shape.key, shape.value].forEach(count);
  }
  const once = (ref: BotocoreRef | undefined): ref is BotocoreRef => ref !== undefined && uses.get(ref.shape) === 1;
  return operations.flatMap(({ input, output }) => [
    ...(once(input) ? [[input.shape, { [smithy('input')]: {} }] as const] : []),
    ...(once(output) ? [[output.shape, { [smithy('output')]: {} }] as const] : []),
  ]);
}

function convertShape(name: string, shape: BotocoreShape, around: Surroundings): AstShape {
  const traits = shapeTraits(shape);
  const withTraits = Object.keys(traits).length > 0 ? { traits } : {};
  switch (shape.type) {
    case 'structure':
      return convertStructure(name, shape, traits, around);
    case 'list':
      if (!shape.member) throw new Error(`${name} is a list without member`);
      return { type: 'list', member: convertElement(shape.member, around), ...withTraits };
    case 'map':
      if (!shape.key || !shape.value) throw new Error(`${name} is a map without key or value`);
      return {
        type: 'map',
        key: convertElement(shape.key, around),
        value: convertElement(shape.value, around),
        ...withTraits,
      };
    case 'string':
    case 'character':
      return shape.enum ? { type: 'enum', members: enumMembers(shape.enum), ...withTraits } : { type: 'string', ...withTraits };
    case 'blob':
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
    case 'bigInteger':
    case 'bigDecimal':
    case 'timestamp':
      return { type: shape.type, ...withTraits };
    default:
      throw new Error(`${name} has the unknown type ${shape.type}`);
  }
}

const numeric = new Set(['byte', 'short', 'integer', 'long', 'float', 'double', 'bigInteger', 'bigDecimal']);

function shapeTraits(shape: BotocoreShape): Traits {
  const bounds = { ...(shape.min !== undefined && { min: shape.min }), ...(shape.max !== undefined && { max: shape.max }) };
  const bounded = shape.min !== undefined || shape.max !== undefined;
  return sorted({
    // An enum's values say more than its bounds, and Smithy allows neither length nor pattern on one.
    ...(bounded && shape.enum === undefined && { [smithy(numeric.has(shape.type) ? 'range' : 'length')]: bounds }),
    ...(shape.pattern !== undefined && shape.enum === undefined && { [smithy('pattern')]: anchorPattern(shape.pattern) }),
    ...(shape.sensitive && { [smithy('sensitive')]: {} }),
    ...(shape.streaming && { [smithy('streaming')]: {} }),
    ...(shape.requiresLength && { [smithy('requiresLength')]: {} }),
    ...(shape.eventstream && { [smithy('streaming')]: {} }),
    ...(shape.timestampFormat !== undefined && { [smithy('timestampFormat')]: timestampFormat(shape.timestampFormat) }),
    ...(shape.locationName !== undefined && { [smithy('xmlName')]: shape.locationName }),
    ...errorTraits(shape),
    ...deprecation(shape),
  });
}

function errorTraits(shape: BotocoreShape): Traits {
  if (!shape.exception) return {};
  const { code, httpStatusCode: status, senderFault } = shape.error ?? {};
  const isServer = senderFault !== true && (shape.fault === true || (status !== undefined && status >= 500));
  return {
    [smithy('error')]: isServer ? 'server' : 'client',
    ...(status !== undefined && { [smithy('httpError')]: status }),
    ...(code !== undefined && {
      'aws.protocols#awsQueryError': { code, httpResponseCode: status ?? (isServer ? 500 : 400) },
    }),
    ...(shape.retryable && { [smithy('retryable')]: shape.retryable.throttling === true ? { throttling: true } : {} }),
  };
}

/** Values become names by AWS's habit: what can't stand in a name becomes an underscore. */
function enumMembers(values: readonly string[]): Readonly<Record<string, AstMember>> {
  const members: Record<string, AstMember> = {};
  for (const value of values) {
    let name = value.replace(/\W/g, '_');
    if (!/^[A-Za-z_]\w*$/.test(name) || /^_+$/.test(name)) name = `_${name}v`;
    while (members[name]) name = `${name}_`;
    members[name] = { target: 'smithy.api#Unit', traits: { [smithy('enumValue')]: value } };
  }
  return members;
}

function convertStructure(name: string, shape: BotocoreShape, traits: Traits, around: Surroundings): AstShape {
  if (shape.document) return { type: 'document' };
  const isUnion = shape.union === true || shape.eventstream === true;
  const all = shape.members ?? {};
  const ordered = [...new Set([...(shape.xmlOrder ?? []), ...Object.keys(all)])].filter((member) => all[member] !== undefined);
  const required = new Set(shape.required);
  const members = ordered.map((member): [string, AstMember] => {
    const ref = all[member];
    if (!ref) throw new Error(`${name} has no member ${member}`);
    const more: Traits = {
      ...(required.has(member) && !isUnion && { [smithy('required')]: {} }),
      ...(shape.payload === member && { [smithy('httpPayload')]: {} }),
    };
    return [member, convertMember(member, ref, more, around)];
  });
  return {
    type: isUnion ? 'union' : 'structure',
    members: Object.fromEntries(members),
    ...(Object.keys(traits).length > 0 && { traits }),
  };
}

function convertMember(name: string, ref: BotocoreRef, more: Traits, around: Surroundings): AstMember {
  const target = around.service.shapes[ref.shape];
  if (!target) throw new Error(`there is no shape ${ref.shape}`);
  const streams = ref.streaming === true && target.streaming !== true;
  return member(around.idOf(streams ? streamingBlob : ref.shape), {
    ...more,
    ...bindingTraits(name, ref, target, around),
    ...memberNamespace(ref, target, around),
    ...(ref.xmlAttribute && { [smithy('xmlAttribute')]: {} }),
    ...(ref.timestampFormat !== undefined && { [smithy('timestampFormat')]: timestampFormat(ref.timestampFormat) }),
    ...(ref.requiresLength && { [smithy('requiresLength')]: {} }),
    ...(ref.idempotencyToken && { [smithy('idempotencyToken')]: {} }),
    ...(ref.jsonvalue && { [smithy('mediaType')]: 'application/json' }),
    ...(ref.hostLabel && { [smithy('hostLabel')]: {} }),
    ...(ref.eventheader && { [smithy('eventHeader')]: {} }),
    ...(ref.eventpayload && { [smithy('eventPayload')]: {} }),
    ...(ref.contextParam && { 'smithy.rules#contextParam': { name: ref.contextParam.name } }),
    ...deprecation(ref),
  });
}

function bindingTraits(name: string, ref: BotocoreRef, target: BotocoreShape, around: Surroundings): Traits {
  const wireName = ref.locationName ?? name;
  switch (ref.location) {
    case 'uri':
      return { [smithy('httpLabel')]: {} };
    case 'header':
      return { [smithy('httpHeader')]: wireName };
    case 'headers':
      return { [smithy('httpPrefixHeaders')]: ref.locationName ?? '' };
    case 'querystring':
      return target.type === 'map' ? { [smithy('httpQueryParams')]: {} } : { [smithy('httpQuery')]: wireName };
    case 'statusCode':
      return { [smithy('httpResponseCode')]: {} };
    default:
      return around.namesXml ? xmlNames(name, ref, target) : jsonNames(ref, around);
  }
}

/** Entries of a flattened list are named by the list's member where that has a name, else by the structure's member. */
function xmlNames(name: string, ref: BotocoreRef, target: BotocoreShape): Traits {
  const isFlat = ref.flattened === true || target.flattened === true;
  const entryName = isFlat && target.member?.locationName !== name ? target.member?.locationName : undefined;
  const wireName = entryName ?? ref.locationName;
  return {
    ...(isFlat && { [smithy('xmlFlattened')]: {} }),
    ...(wireName !== undefined && { [smithy('xmlName')]: wireName }),
    ...(ref.queryName !== undefined && { 'aws.protocols#ec2QueryName': ref.queryName }),
  };
}

/** Only restJson1 knows jsonName; the other JSON protocols always send the member's name. */
const jsonNames = (ref: BotocoreRef, around: Surroundings): Traits =>
  ref.locationName !== undefined && around.service.metadata.protocol === 'rest-json' ? { [smithy('jsonName')]: ref.locationName } : {};

/** A namespace of the service needs no repetition; one of the structure (S3's Grantee) is said where the structure is used. */
function memberNamespace(ref: BotocoreRef, target: BotocoreShape, around: Surroundings): Traits {
  const own = ref.xmlNamespace ?? (target.type === 'structure' ? target.xmlNamespace : undefined);
  if (own === undefined) return {};
  const trait = namespaceTrait(own);
  const ofService = around.service.metadata.xmlNamespace;
  if (ofService !== undefined && trait.prefix === undefined && trait.uri === namespaceTrait(ofService).uri) return {};
  return { [smithy('xmlNamespace')]: trait };
}

/** Elements of lists, keys and values of maps. */
function convertElement(ref: BotocoreRef, around: Surroundings): AstMember {
  const isNamed = around.namesXml && ref.locationName !== undefined;
  const target = around.service.shapes[ref.shape];
  if (!target) throw new Error(`there is no shape ${ref.shape}`);
  return member(around.idOf(ref.shape), {
    ...(isNamed && { [smithy('xmlName')]: ref.locationName }),
    ...memberNamespace(ref, target, around),
  });
}

const member = (target: string, traits: Traits): AstMember =>
  Object.keys(traits).length > 0 ? { target, traits: sorted(traits) } : { target };

function timestampFormat(format: string): string {
  switch (format) {
    case 'iso8601':
      return 'date-time';
    case 'rfc822':
      return 'http-date';
    case 'unixTimestamp':
      return 'epoch-seconds';
    default:
      throw new Error(`unknown timestamp format ${format}`);
  }
}

const streamsMembers = (service: BotocoreService): boolean =>
  Object.values(service.shapes).some((shape) =>
    Object.values(shape.members ?? {}).some((ref) => ref.streaming === true && service.shapes[ref.shape]?.streaming !== true),
  );
