/** Whether an index shows what a Query or a Scan asks for. */
import type { Select } from '../../../../generated/dynamodb/types.js';
import type { Source } from '../queries/source.js';
import { invalidParameter } from '../refusals.js';

/**
 * Whether the table's items are to be read for the index's entries: a local index fetches what it doesn't show.
 * @param names top-level attributes that a projection asks for
 * @throws ValidationException for what a global index doesn't show
 */
export function fetchesItems({ index }: Source, select: Select | undefined, names?: Iterable<string>): boolean {
  if (index?.projected === undefined) return false;
  const isGlobal = index.kind === 'global';
  if (select === 'ALL_ATTRIBUTES') {
    if (isGlobal)
      throw invalidParameter(
        `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
      );
    return true;
  }
  const missing = names === undefined ? [] : unprojected({ projected: index.projected }, names);
  if (isGlobal && missing.length > 0)
    throw invalidParameter(`Global secondary index ${index.name} does not project [${missing.join(', ')}]`);
  return missing.length > 0;
}

/**
 * A Query's filter may ask for what the index shows alone: users of AWS report the refusal of global indexes, DynamoDB Local has it for
 * local ones, too.
 * @param names top-level attributes of the filter
 */
export function checkFilterNames({ index }: Source, names: Iterable<string>): void {
  if (index?.projected === undefined) return;
  const missing = unprojected({ projected: index.projected }, names);
  if (missing.length > 0)
    throw invalidParameter(`Secondary index ${index.name} does not project one or more filter attributes: [${missing.join(', ')}]`);
}

const unprojected = ({ projected }: { readonly projected: readonly string[] }, names: Iterable<string>): string[] =>
  [...new Set(names)].filter((name) => !projected.includes(name)).sort();
