/** The pages below `/_aws/sns/`, as a test asks for them. */
import type { Tinsmith } from '../../../../src/index.js';

export interface PageAnswer {
  readonly status: number;
  readonly json: unknown;
}

export async function page(aws: Tinsmith, path: string, method = 'GET'): Promise<PageAnswer> {
  const answer = await fetch(`${aws.endpoint}/_aws/sns/${path}`, { method });
  const text = await answer.text();
  return { status: answer.status, json: text === '' ? undefined : JSON.parse(text) };
}

/** What a page shows under one name: `sms_messages` of one number. */
export async function shown(aws: Tinsmith, path: string, kind: string, key: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { json } = await page(aws, path);
  // As the page's own test checks it.
  const groups = (json as Readonly<Record<string, Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>>)[kind];
  return groups?.[key] ?? [];
}
