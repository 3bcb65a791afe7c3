/** Settles under which name each shape of a service stands in the tables and in TypeScript. */
import { type AstShape, localName, namespaceOf } from './ast.js';

/** Names that mean something else in the emitted files: what they use of TypeScript, and what they import. */
const taken = new Set([
  ...['Date', 'Error', 'Uint8Array', 'Record', 'Omit', 'Array', 'Promise', 'AsyncIterable', 'Object', 'Function', 'Map', 'Set', 'Symbol'],
  ...[
    'String',
    'Number',
    'Boolean',
    'Event',
    'RegExp',
    'Request',
    'Response',
    'Blob',
    'File',
    'Partial',
    'Readonly',
    'Required',
    'Iterable',
  ],
  ...['ByteStream', 'DocumentValue', 'ServiceError', 'Context', 'Answer', 'Unit'],
  ...['any', 'bigint', 'boolean', 'never', 'null', 'number', 'object', 'string', 'symbol', 'undefined', 'unknown', 'void', 'type', 'enum'],
  ...[
    'class',
    'const',
    'default',
    'delete',
    'export',
    'function',
    'import',
    'in',
    'interface',
    'let',
    'new',
    'static',
    'this',
    'typeof',
    'var',
  ],
]);

const emittedTypes = new Set(['structure', 'union', 'enum', 'intEnum']);

export interface NamingInput {
  readonly serviceId: string;
  /** `dynamodb-streams` */
  readonly serviceName: string;
  readonly rename: Readonly<Record<string, string>>;
  /** The closure's shapes by id. */
  readonly shapes: ReadonlyMap<string, AstShape>;
  /** Names that aliases will have: `GetObjectInput` -> the id of the shape that it stands for. */
  readonly aliases: ReadonlyMap<string, string>;
}

/**
 * Keys by shape id. The service's own namespace has the first claim to a name, then Smithy's prelude, then the other namespaces in
 * alphabetic order. A type that would hide one of TypeScript's gets the service's name before it (`S3Object`), one whose name belongs
 * to an operation's input or output gets `Shape` behind it, and a second claimant its namespace's last part before it.
 */
export function settleNames(input: NamingInput): ReadonlyMap<string, string> {
  const own = namespaceOf(input.serviceId);
  const rank = (id: string): number => (namespaceOf(id) === own ? 0 : namespaceOf(id) === 'smithy.api' ? 1 : 2);
  const ids = [...input.shapes.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const names = new Map<string, string>();
  const used = new Set<string>();
  for (const id of ids) {
    const name = firstFree(candidates(input, id), used);
    used.add(name);
    names.set(id, name);
  }
  return names;
}

function* candidates(input: NamingInput, id: string): Generator<string> {
  const plain = input.rename[id] ?? localName(id);
  const named = emittedTypes.has(input.shapes.get(id)?.type ?? '') && namespaceOf(id) !== 'smithy.api';
  const standsFor = input.aliases.get(plain);
  const name =
    named && taken.has(plain)
      ? pascalCase(input.serviceName) + plain
      : standsFor !== undefined && standsFor !== id
        ? `${plain}Shape`
        : plain;
  yield name;
  const lastPart = namespaceOf(id).split('.').at(-1) ?? '';
  yield pascalCase(lastPart) + name;
  for (let n = 2; ; n++) yield name + n;
}

function firstFree(names: Iterable<string>, used: ReadonlySet<string>): string {
  for (const name of names) if (!used.has(name)) return name;
  throw new Error('No name is free');
}

/** `dynamodb-streams` -> `DynamodbStreams` */
export const pascalCase = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');

/** `dynamodb-streams` -> `dynamodbStreams`, `GetItem` -> `getItem` */
export const camelCase = (name: string): string => {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
};

/** `Rest Json Protocol` -> `rest-json-protocol` */
export const kebabCase = (name: string): string =>
  name
    .trim()
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase();
