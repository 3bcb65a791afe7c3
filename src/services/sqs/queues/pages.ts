/** Lists of queues, a page at a time. */
import { invalidParameter } from '../messages/errors.js';

export interface PageInput {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/** As many as AWS answers with at once. */
const MOST = 1000;

/** @throws InvalidParameterValueException */
export function pageSize({ MaxResults }: PageInput): number {
  if (MaxResults === undefined) return MOST;
  if (MaxResults < 1 || MaxResults > MOST) throw invalidParameter(MaxResults, 'MaxResults', `Must be between 1 and ${MOST}, if provided.`);
  return MaxResults;
}

/**
 * The name that the page begins after; undefined for the first one.
 * @throws InvalidParameterValueException
 */
export function startOfPage({ NextToken: token }: PageInput): string | undefined {
  if (token === undefined || token === '') return undefined;
  const name = Buffer.from(token, 'base64').toString('utf8');
  if (!/^[\w.-]{1,80}$/.test(name) || tokenOf(name) !== token) throw invalidParameter(token, 'NextToken', 'The token is not valid.');
  return name;
}

const tokenOf = (name: string): string => Buffer.from(name).toString('base64');

/**
 * @param found after the page's start, in order; no more are read than the page needs.
 * @returns a token for the next page where there is one, and AWS gives one: only to callers that ask for pages of a size.
 */
export function pageOf<T extends { readonly name: string }>(found: Iterable<T>, input: PageInput): Page<T> {
  const size = pageSize(input);
  const items: T[] = [];
  for (const item of found) {
    if (items.length === size) {
      const last = items.at(-1);
      return { items, nextToken: input.MaxResults === undefined || last === undefined ? undefined : tokenOf(last.name) };
    }
    items.push(item);
  }
  return { items, nextToken: undefined };
}
