/** The parsers of all expressions. Chevrotain loads here, at first use; afterwards they are there at once. */
import type { ConditionParser } from './condition-parser.js';
import type { ProjectionParser } from './projection-parser.js';
import type { UpdateParser } from './update-parser.js';

interface Parsers {
  readonly condition: ConditionParser;
  readonly projection: ProjectionParser;
  readonly update: UpdateParser;
}

let loaded: Parsers | undefined;

export const areParsersLoaded = (): boolean => loaded !== undefined;

export async function loadParsers(): Promise<void> {
  if (loaded !== undefined) return;
  const [{ createConditionParser }, { createProjectionParser }, { createUpdateParser }] = await Promise.all([
    import('./condition-parser.js'),
    import('./projection-parser.js'),
    import('./update-parser.js'),
  ]);
  if (loaded !== undefined) return;
  loaded = {
    condition: createConditionParser(),
    projection: createProjectionParser(),
    update: createUpdateParser(),
  };
}

export function parsers(): Parsers {
  if (loaded === undefined) throw new Error('loadParsers() comes first');
  return loaded;
}
