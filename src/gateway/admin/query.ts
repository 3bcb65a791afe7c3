import type { Request } from 'express';
import { AdminError } from './admin-error.js';

export type QueryTexts<N extends string> = Readonly<Partial<Record<N, string>>>;

/**
 * The query parameters, each given once; an empty one counts as not given.
 * @param known those that may be there; another is refused, so that no typing error widens what is asked for.
 */
export function queryTexts<N extends string>(request: Request, known: readonly N[]): QueryTexts<N> {
  const texts: Partial<Record<N, string>> = {};
  for (const [name, value] of Object.entries(request.query)) {
    const wanted = known.find((candidate) => candidate === name);
    if (wanted === undefined) throw new AdminError(400, `'${name}' isn't known here. Known: ${known.join(', ')}.`);
    if (typeof value !== 'string') throw new AdminError(400, `'${name}' must be given once.`);
    if (value !== '') texts[wanted] = value;
  }
  return texts;
}
