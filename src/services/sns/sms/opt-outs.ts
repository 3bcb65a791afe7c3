/** Numbers whose owners want no messages. On AWS they say so by an answer, STOP; here the page `sms-opt-outs` says it for them. */
import type {
  CheckIfPhoneNumberIsOptedOutInput,
  CheckIfPhoneNumberIsOptedOutOutput,
  ListPhoneNumbersOptedOutInput,
  ListPhoneNumbersOptedOutOutput,
  OptInPhoneNumberInput,
} from '../../../../generated/sns/types.js';
import type { Context } from '../../../contract/context.js';
import { pageOf, readToken } from '../paging.js';
import { invalidParameter } from '../refusals.js';
import type { Storage } from '../storage.js';
import { isPhoneNumber, normalizePhoneNumber } from './phone-number.js';

/** @throws InvalidParameterException */
function readNumber(text: string): string {
  if (!isPhoneNumber(text)) throw invalidParameter('PhoneNumber Reason: input incorrectly formatted');
  return normalizePhoneNumber(text);
}

export function checkIfPhoneNumberIsOptedOut(
  storage: Storage,
  { phoneNumber }: CheckIfPhoneNumberIsOptedOutInput,
  ctx: Context,
): CheckIfPhoneNumberIsOptedOutOutput {
  return { isOptedOut: storage.optedOut.in(ctx).has([readNumber(phoneNumber)]) };
}

export function listPhoneNumbersOptedOut(
  storage: Storage,
  { nextToken }: ListPhoneNumbersOptedOutInput,
  ctx: Context,
): ListPhoneNumbersOptedOutOutput {
  const after = readToken(nextToken);
  const rows = storage.optedOut.in(ctx).range(after === undefined ? {} : { after: [after] });
  const { items, next } = pageOf(numbersIn(rows), (number) => number);
  return { phoneNumbers: [...items], ...(next === undefined ? {} : { nextToken: next }) };
}

function* numbersIn(rows: Iterable<readonly [readonly [string], true]>): Generator<string> {
  for (const [[number]] of rows) yield number;
}

/** A number that isn't opted out is no error. */
export function optInPhoneNumber(storage: Storage, { phoneNumber }: OptInPhoneNumberInput, ctx: Context): Record<string, never> {
  storage.optedOut.in(ctx).delete([readNumber(phoneNumber)]);
  return {};
}
