/** How AWS's messages show values: as Java prints them. */
import type { ServiceTables } from '../contract/operation.js';
import type { Shape } from '../contract/shapes.js';

/**
 * The order in which AWS's messages name the values of an enum: that of a chained hash table with 32 buckets, keyed by Java's String.hashCode,
 * in which the later of two values stands before the earlier. It gives every enum message that was recorded on Lambda, API Gateway,
 * CloudWatch Logs and DynamoDB, up to 21 values.
 */
export function javaSetOrder(values: readonly string[]): readonly string[] {
  let buckets = 32;
  while (values.length > buckets * 0.75) buckets *= 2;
  const placed = values.map((value, index) => ({ value, index, bucket: javaHash(value) & (buckets - 1) }));
  placed.sort((one, other) => one.bucket - other.bucket || other.index - one.index);
  return placed.map(({ value }) => value);
}

function javaHash(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}

/** First letter in lower case: `KMSKeyArn` is kMSKeyArn. */
export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** A value of the shape: `[a, b]`, `{k=v}`, `MetricTransformation(metricName=x, unit=null)`. */
export function javaText(value: unknown, shape: string, tables: ServiceTables): string {
  if (value === undefined || value === null) return 'null';
  const table: Shape | undefined = tables.shapes[shape];
  switch (table?.type) {
    case 'list':
      return `[${elementsOf(value)
        .map((element) => javaText(element, table.member.shape, tables))
        .join(', ')}]`;
    case 'map':
      return `{${Object.entries(value)
        .map(([key, each]) => `${key}=${javaText(each, table.value.shape, tables)}`)
        .join(', ')}}`;
    case 'structure':
    case 'union': {
      // A structure's value has its members as properties.
      const members = value as Readonly<Record<string, unknown>>;
      const texts = Object.entries(table.members).map(
        ([name, member]) => `${lowerFirst(name)}=${javaText(members[name], member.shape, tables)}`,
      );
      return `${table.name ?? shape}(${texts.join(', ')})`;
    }
    case 'float':
    case 'double':
      return javaNumber(Number(value), true);
    case 'timestamp':
      return value instanceof Date ? javaDate(value) : String(value);
    case 'blob':
      return value instanceof Uint8Array
        ? `java.nio.HeapByteBuffer[pos=0 lim=${value.byteLength} cap=${value.byteLength}]`
        : 'java.io.InputStream';
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}

const elementsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** A float is never written as an integer: 1.0. */
export const javaNumber = (value: number, floating: boolean): string =>
  floating && Number.isInteger(value) && Math.abs(value) < 1e7 ? value.toFixed(1) : String(value);

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** java.util.Date: `Thu Jan 01 00:00:00 UTC 1970`. */
function javaDate(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${days[date.getUTCDay()]} ${months[date.getUTCMonth()]} ${two(date.getUTCDate())} ${time} UTC ${date.getUTCFullYear()}`;
}
