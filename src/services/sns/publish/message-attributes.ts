/** Message attributes (SNS Developer Guide, "Amazon SNS message attributes"; the refusals are recorded). */
import { InvalidParameterValueException } from '../../../../generated/sns/errors.js';
import type { MessageAttributeValue } from '../../../../generated/sns/types.js';
import type { MessageAttribute } from './publication.js';

/** Bytes. */
const LONGEST_NAME = 256;
const TYPE = /^(String|Number|Binary)(?:\..+)?$/s;
const NONE = {};

/** @throws InvalidParameterValueException */
export function readMessageAttributes(
  given: Readonly<Record<string, MessageAttributeValue>> | undefined,
): Readonly<Record<string, MessageAttribute>> {
  if (given === undefined) return NONE;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      checkName(name);
      return [name, readValue(name, value)];
    }),
  );
}

function checkName(name: string): void {
  if (name === '') throw refused('Message attribute name can not be empty.');
  if (Buffer.byteLength(name) > LONGEST_NAME) throw refused('Length of message attribute name must be less than 256 bytes.');
  const [strange] = /[^A-Za-z0-9_.-]/u.exec(name) ?? [];
  if (strange !== undefined)
    throw refused(
      `Invalid non-alphanumeric character '#x${strange.codePointAt(0)?.toString(16).toUpperCase()}' was found in the message attribute name. ` +
        'Can only include alphanumeric characters, hyphens, underscores, or dots.',
    );
  if (name.startsWith('.')) throw refused("Invalid message attribute name starting with character '.' was found.");
  if (name.endsWith('.')) throw refused("Invalid message attribute name ending with character '.' was found.");
  if (name.includes('..')) throw refused("Message attribute name can not have successive '.' character.");
}

function readValue(name: string, { DataType: type, StringValue: text, BinaryValue: bytes }: MessageAttributeValue): MessageAttribute {
  const base = TYPE.exec(type)?.[1];
  if (base === undefined)
    throw refused(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  if (isEmpty(text) && isEmpty(bytes))
    throw refused(`The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`);
  if (base === 'Binary') {
    if (bytes === undefined) throw refused(`The message attribute '${name}' with type '${type}' must use field 'Binary'.`);
    return { type, value: Buffer.from(bytes).toString('base64') };
  }
  if (text === undefined) throw refused(`The message attribute '${name}' with type '${type}' must use field 'String'.`);
  if (base === 'Number' && !isNumber(text)) throw refused(`Could not cast message attribute '${name}' value to number.`);
  return { type, value: text };
}

const isEmpty = (value: string | Uint8Array | undefined): boolean => value === undefined || value.length === 0;
const isNumber = (text: string): boolean => /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text.trim());
const refused = (words: string): InvalidParameterValueException => new InvalidParameterValueException(words);
