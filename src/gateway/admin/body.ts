/** Reads the JSON bodies of the admin paths, member by member, and says what is wrong with one. */
import { AdminError } from './admin-error.js';

export class AdminBody {
  readonly #members: ReadonlyMap<string, unknown>;

  /** @param known the members that may be there; another is refused, so that no typing error passes silently. */
  constructor(body: unknown, known: readonly string[]) {
    if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body))) {
      throw new AdminError(400, 'The body must be a JSON object.');
    }
    this.#members = new Map(Object.entries(body ?? {}));
    for (const name of this.#members.keys()) {
      if (!known.includes(name)) throw new AdminError(400, `'${name}' isn't known here. Known: ${known.join(', ')}.`);
    }
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  value(name: string): unknown {
    return this.#members.get(name);
  }

  string(name: string): string | undefined {
    const value = this.#members.get(name);
    if (value !== undefined && typeof value !== 'string') throw new AdminError(400, `'${name}' must be a string.`);
    return value;
  }

  requiredString(name: string): string {
    const value = this.string(name);
    if (value === undefined || value === '') throw new AdminError(400, `'${name}' is missing.`);
    return value;
  }

  number(name: string): number | undefined {
    const value = this.#members.get(name);
    if (value !== undefined && typeof value !== 'number') throw new AdminError(400, `'${name}' must be a number.`);
    return value;
  }
}
