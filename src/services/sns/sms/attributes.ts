/** GetSMSAttributes and SetSMSAttributes. */
import { InvalidParameterException } from '../../../../generated/sns/errors.js';
import type { GetSMSAttributesInput, GetSMSAttributesOutput, SetSMSAttributesInput } from '../../../../generated/sns/types.js';
import type { Context, Scope } from '../../../contract/context.js';
import type { Storage } from '../storage.js';

export const SMS_TYPES: readonly string[] = ['Promotional', 'Transactional'];
/** Up to 11 letters and digits, a letter among them. */
export const isSenderId = (text: string): boolean => /^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/.test(text);

const RULES: Readonly<Record<string, (value: string) => boolean>> = {
  DefaultSMSType: (value) => SMS_TYPES.includes(value),
  DefaultSenderID: isSenderId,
  DeliveryStatusIAMRole: (value) => /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(value),
  DeliveryStatusSuccessSamplingRate: (value) => /^\d{1,3}$/.test(value) && Number(value) <= 100,
  MonthlySpendLimit: (value) => /^\d{1,9}$/.test(value),
  UsageReportS3Bucket: (value) => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value),
};

/** USD, of an account that never asked for more. */
const DEFAULTS = { MonthlySpendLimit: '1' };

/** All of them are right, or none is set. An empty value takes one away. */
export function setSmsAttributes(storage: Storage, { attributes }: SetSMSAttributesInput, ctx: Context): Record<string, never> {
  for (const [name, value] of Object.entries(attributes)) {
    const isValid = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
    // Recorded: neither begins with "Invalid parameter".
    if (isValid === undefined) throw new InvalidParameterException(`${name} is not a valid attribute`);
    if (value !== '' && !isValid(value)) throw new InvalidParameterException(`${name} is invalid`);
  }
  const rows = storage.smsAttributes.in(ctx);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === '') rows.delete([name]);
    else rows.put([name], value);
  }
  return {};
}

export function getSmsAttributes(
  storage: Storage,
  { attributes: asked = [] }: GetSMSAttributesInput,
  ctx: Context,
): GetSMSAttributesOutput {
  const all = Object.entries(smsAttributesOf(storage, ctx));
  return { attributes: Object.fromEntries(asked.length === 0 ? all : all.filter(([name]) => asked.includes(name))) };
}

export function smsAttributesOf(storage: Storage, scope: Scope): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = { ...DEFAULTS };
  for (const [[name], value] of storage.smsAttributes.in(scope).range()) attributes[name] = value;
  return attributes;
}
