/** The SMS sandbox's numbers, which are verified by a code that they are sent. */
import {
  InvalidParameterException,
  ResourceNotFoundException,
  UserErrorException,
  VerificationException,
} from '../../../../generated/sns/errors.js';
import type {
  CreateSMSSandboxPhoneNumberInput,
  DeleteSMSSandboxPhoneNumberInput,
  GetSMSSandboxAccountStatusOutput,
  ListOriginationNumbersOutput,
  ListSMSSandboxPhoneNumbersInput,
  ListSMSSandboxPhoneNumbersOutput,
  VerifySMSSandboxPhoneNumberInput,
} from '../../../../generated/sns/types.js';
import type { Context } from '../../../contract/context.js';
import { pageOf, readToken } from '../paging.js';
import type { Storage } from '../storage.js';
import { isPhoneNumber, normalizePhoneNumber } from './phone-number.js';

export interface SandboxNumber {
  readonly phoneNumber: string;
  readonly status: 'Pending' | 'Verified';
  /** Six digits. */
  readonly code: string;
}

/** SNS Developer Guide, "Amazon SNS SMS sandbox". */
const MOST_NUMBERS = 10;

/** Sends a code, a new one to a number that waits for its verification. */
export function createSandboxNumber(storage: Storage, input: CreateSMSSandboxPhoneNumberInput, ctx: Context): Record<string, never> {
  const phoneNumber = readNumber(input.PhoneNumber);
  const numbers = storage.sandbox.in(ctx);
  const known = numbers.get([phoneNumber]);
  if (known === undefined && numbers.count() >= MOST_NUMBERS)
    throw new UserErrorException(`The account already has ${MOST_NUMBERS} phone numbers in the SMS sandbox`);
  if (known?.status === 'Verified') throw new UserErrorException('The phone number is already verified');
  const code = storage.random.text(6, '0123456789');
  numbers.put([phoneNumber], { phoneNumber, status: 'Pending', code });
  storage.kept.add(ctx, 'sms', {
    PhoneNumber: phoneNumber,
    SenderID: null,
    SMSType: 'Transactional',
    MessageId: storage.random.uuid(),
    Message: `Your Amazon SNS verification code is ${code}`,
    Subject: null,
    MessageAttributes: {},
    Timestamp: new Date(ctx.clock.now()).toISOString(),
    TopicArn: null,
    SubscriptionArn: null,
  });
  return {};
}

export function verifySandboxNumber(storage: Storage, input: VerifySMSSandboxPhoneNumberInput, ctx: Context): Record<string, never> {
  const number = findNumber(storage, input.PhoneNumber, ctx);
  if (number.code !== input.OneTimePassword) throw new VerificationException('The one-time password is invalid', { Status: 'Failed' });
  storage.sandbox.in(ctx).put([number.phoneNumber], { ...number, status: 'Verified' });
  return {};
}

export function deleteSandboxNumber(storage: Storage, input: DeleteSMSSandboxPhoneNumberInput, ctx: Context): Record<string, never> {
  storage.sandbox.in(ctx).delete([findNumber(storage, input.PhoneNumber, ctx).phoneNumber]);
  return {};
}

export function listSandboxNumbers(
  storage: Storage,
  { NextToken, MaxResults }: ListSMSSandboxPhoneNumbersInput,
  ctx: Context,
): ListSMSSandboxPhoneNumbersOutput {
  const after = readToken(NextToken);
  const rows = storage.sandbox.in(ctx).values(after === undefined ? {} : { after: [after] });
  const { items, next } = pageOf(rows, ({ phoneNumber }) => phoneNumber, MaxResults);
  const listed = items.map(({ phoneNumber, status }) => ({ PhoneNumber: phoneNumber, Status: status }));
  return { PhoneNumbers: listed, ...(next === undefined ? {} : { NextToken: next }) };
}

/** Messages go to every number here, as from an account that has left the sandbox. */
export const sandboxStatus = (): GetSMSSandboxAccountStatusOutput => ({ IsInSandbox: false });

/** They are bought from another service. */
export const listOriginationNumbers = (): ListOriginationNumbersOutput => ({ PhoneNumbers: [] });

/** @throws InvalidParameterException */
function readNumber(text: string): string {
  if (!isPhoneNumber(text)) throw new InvalidParameterException('Invalid parameter: PhoneNumber Reason: input incorrectly formatted');
  return normalizePhoneNumber(text);
}

/** @throws ResourceNotFoundException */
function findNumber(storage: Storage, text: string, ctx: Context): SandboxNumber {
  const number = storage.sandbox.in(ctx).get([readNumber(text)]);
  if (number === undefined) throw new ResourceNotFoundException('The phone number does not exist in the SMS sandbox');
  return number;
}
