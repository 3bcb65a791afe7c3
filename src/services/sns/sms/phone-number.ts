/** Telephone numbers. */

/** E.164: up to 15 digits, the country's first. */
const E164 = /^\+?[1-9]\d{1,14}$/;

export const isPhoneNumber = (text: string): boolean => E164.test(text);

/** Numbers that are written in groups, or without a plus, are the same: `+14155550100`. */
export const normalizePhoneNumber = (text: string): string => `+${text.replace(/\D/g, '')}`;
