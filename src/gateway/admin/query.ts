import type { Request } from 'express';
import { AdminError } from './admin-error.js';

/** A query parameter that is given once; empty counts as not given. */
export function queryText(request: Request, name: string): string | undefined {
  const value = request.query[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new AdminError(400, `'${name}' must be given once.`);
  return value;
}
