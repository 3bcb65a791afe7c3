/** What users attach to messages: its rules, its digests, and what of it a receiver asks for. */
import { createHash } from 'node:crypto';
import { InvalidMessageContents, InvalidParameterValueException, UnsupportedOperation } from '../../../../generated/sqs/errors.js';
import type { MessageAttributeValue, MessageSystemAttributeValue } from '../../../../generated/sqs/types.js';
import type { MessageAttributes } from './stored-message.js';
import { forbiddenCharacter, invalidCharacter } from './text.js';

const MAX_ATTRIBUTES = 10;
const MAX_NAME = 256;
const MAX_TYPE = 256;
const MAX_DIGITS = 38;

/** @throws InvalidParameterValueException, InvalidMessageContents */
export function checkAttributes(attributes: MessageAttributes): void {
  const names = Object.keys(attributes);
  if (names.length > MAX_ATTRIBUTES)
    throw new InvalidParameterValueException(
      `Number of message attributes [${names.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
  for (const name of names) {
    checkName(name);
    const value = attributes[name];
    if (value !== undefined) checkValue(name, value);
  }
}

function checkName(name: string): void {
  // In these words in aws-sdk-php issue 694.
  if (name.length === 0) throw new InvalidParameterValueException('The request must contain non-empty message attribute name.');
  if (name.length > MAX_NAME)
    throw new InvalidParameterValueException(`Message (user) attribute name '${name}' must be shorter than ${MAX_NAME} bytes.`);
  if (/^(?:aws|amazon)\./i.test(name))
    throw new InvalidParameterValueException(
      `You can't use message attribute names beginning with any variations of 'AWS.' or 'Amazon.'. You used: ${name}`,
    );
  if (!/^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/.test(name))
    throw new InvalidParameterValueException(
      `Message (user) attribute name '${name}' is invalid. It can contain alphanumeric characters, underscores, hyphens and periods; it can't start or end with a period or have periods in succession.`,
    );
}

function checkValue(name: string, value: MessageAttributeValue): void {
  const { DataType, StringValue, BinaryValue } = value;
  refuseLists(value);
  if (DataType === '')
    throw new InvalidParameterValueException(`Message (user) attribute '${name}' must contain a non-empty attribute type.`);
  const type = /^(String|Number|Binary)(?:\..*)?$/s.exec(DataType)?.[1];
  if (type === undefined || DataType.length > MAX_TYPE)
    throw new InvalidParameterValueException(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  if (StringValue !== undefined && BinaryValue !== undefined)
    throw new InvalidParameterValueException(`Message (user) attribute '${name}' has several values: only the one of its type is allowed.`);
  if (!(type === 'Binary' ? BinaryValue : StringValue)?.length)
    throw new InvalidParameterValueException(
      `Message (user) attribute '${name}' must contain a non-empty value of type '${type === 'Number' ? 'String' : type}'.`,
    );
  if (StringValue === undefined) return;
  const forbidden = forbiddenCharacter(StringValue);
  if (forbidden !== undefined) throw new InvalidMessageContents(invalidCharacter(forbidden, `message attribute '${name}'`));
  if (type === 'Number' && !isNumber(StringValue))
    throw new InvalidParameterValueException(`Can't cast the value of message (user) attribute '${name}' to a number.`);
}

/** AWS reserves them for later; SDKs send empty ones. */
export function refuseLists({ StringListValues, BinaryListValues }: MessageAttributeValue | MessageSystemAttributeValue): void {
  if ((StringListValues?.length ?? 0) > 0 || (BinaryListValues?.length ?? 0) > 0)
    throw new UnsupportedOperation('Message attribute list values in SendMessage operation are not supported.');
}

/** Integers and floating-point numbers of up to 38 digits that matter, between 10^-128 and 10^126. */
function isNumber(text: string): boolean {
  const match = /^[+-]?(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text.trim());
  if (match === null) return false;
  const [, whole = '', fraction = ''] = match;
  const digits = whole + fraction;
  if (digits.length === 0 || digits.replace(/^0+|0+$/g, '').length > MAX_DIGITS) return false;
  const size = Math.abs(Number(text));
  return size === 0 || (size >= 1e-128 && size <= 1e126);
}

/** Bytes that count: names, types and values. */
export function sizeOfAttributes(attributes: MessageAttributes): number {
  let size = 0;
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(DataType);
    size += BinaryValue === undefined ? Buffer.byteLength(StringValue ?? '') : BinaryValue.length;
  }
  return size;
}

const STRING = Buffer.of(1);
const BINARY = Buffer.of(2);

/** As the developer guide computes it: names in order, each part after its length in four bytes, and a byte for how the value travels. */
export function attributesMd5(attributes: Readonly<Record<string, MessageAttributeValue | MessageSystemAttributeValue>>): string {
  const hash = createHash('md5');
  const part = (bytes: Uint8Array): void => {
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of Object.keys(attributes).sort()) {
    const value = attributes[name];
    if (value === undefined) continue;
    part(Buffer.from(name));
    part(Buffer.from(value.DataType));
    if (value.BinaryValue === undefined) {
      hash.update(STRING);
      part(Buffer.from(value.StringValue ?? ''));
    } else {
      hash.update(BINARY);
      part(value.BinaryValue);
    }
  }
  return hash.digest('hex');
}

/** The attributes that a receiver asks for: by name, by the beginning of a name and `.*`, or all of them. */
export function selectAttributes(attributes: MessageAttributes, wanted: readonly string[]): MessageAttributes {
  if (wanted.some((name) => name === 'All' || name === '.*' || name === '*')) return attributes;
  const isWanted = (name: string): boolean =>
    wanted.some((pattern) => pattern === name || (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2))));
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
}
