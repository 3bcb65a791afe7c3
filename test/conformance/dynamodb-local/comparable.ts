/** Answers without what may differ: the table's name, the order of sets, times and ids. */
import type { Json, JsonObject, Reply } from './sides.js';
import { TABLE } from './writes.js';

/** Members that hold what each side makes up for itself. */
const OWN = new Set([
  'CreationDateTime',
  'CreationRequestDateTime',
  'LastUpdateToPayPerRequestDateTime',
  'LastIncreaseDateTime',
  'LastDecreaseDateTime',
  'TableId',
  'LatestStreamLabel',
  'TableArn',
  'IndexArn',
  'LatestStreamArn',
  'WarmThroughput',
  'TableStatus',
  'IndexStatus',
]);

/** Without members that AWS has and DynamoDB Local hasn't, and with sets in an order. */
export function comparable({ status, body }: Reply, tableName: string): Json {
  // Only its name is replaced.
  const answer = JSON.parse(JSON.stringify(body).replaceAll(tableName, TABLE)) as JsonObject;
  if (status === 200) return ordered(answer);
  const { __type: type, message, Message, ...rest } = answer;
  return { status, code: String(type).replace(/^.*#/, ''), message: message ?? Message ?? null, ...(ordered(rest) as JsonObject) };
}

const sorted = (name: string, set: readonly Json[]): readonly Json[] => [...(name === 'NS' ? set.map(plain) : set)].sort();

/** DynamoDB Local gives some numbers back as they were written; AWS gives back their digits. */
function plain(number: Json): Json {
  const [, sign = '', whole = '', fraction = '', power = '0'] = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(String(number)) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  if (digits === '') return /\d/.test(whole + fraction) ? '0' : number;
  const point = digits.length - fraction.length + Number(power);
  const shown = point <= 0 ? `0.${'0'.repeat(-point)}${digits}` : `${digits.padEnd(point, '0').slice(0, point)}.${digits.slice(point)}`;
  return (sign === '-' ? sign : '') + shown.replace(/\.?0*$/, (zeros) => (zeros.startsWith('.') || shown.includes('.') ? '' : zeros));
}

const isSet = (name: string): boolean => name === 'SS' || name === 'NS' || name === 'BS';

/** Lists of objects that have no order, and what they are put in order by. */
const UNORDERED: ReadonlyMap<string, string> = new Map([
  ['GlobalSecondaryIndexes', 'IndexName'],
  ['LocalSecondaryIndexes', 'IndexName'],
  ['AttributeDefinitions', 'AttributeName'],
]);

const sortedBy = (member: string, objects: readonly Json[]): readonly Json[] =>
  [...objects].sort((left, right) => (String((left as JsonObject)[member]) < String((right as JsonObject)[member]) ? -1 : 1));

/** With numbers as AWS writes them, and what has no order in one. */
export function ordered(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(ordered);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, each]) => !OWN.has(name) && !isNoThroughput(name, each))
      .map(([name, each]) => [name, arranged(name, each)] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

function arranged(name: string, value: Json): Json {
  if (!isList(value)) return ordered(name === 'N' ? plain(value) : value);
  if (isSet(name)) return sorted(name, value);
  const member = UNORDERED.get(name);
  return ordered(member === undefined ? value : sortedBy(member, value));
}

/** AWS shows zeros with an index on demand, and DynamoDB Local nothing. */
const isNoThroughput = (name: string, value: Json): boolean =>
  name === 'ProvisionedThroughput' && (value as JsonObject).ReadCapacityUnits === 0;

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
