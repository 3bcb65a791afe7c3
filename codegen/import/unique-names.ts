/** Smithy wants the names of shapes to differ by more than their case; botocore has `String` beside `string`. */
import type { BotocoreService, BotocoreShape } from './botocore.js';

/**
 * The names that shapes get in the AST. Of two names that differ in case alone one stays: the structure's, else the one in capitals.
 * The other becomes the same shape when both say the same, else it gets a 2, as in AWS's own ASTs.
 */
export function uniqueNames(service: BotocoreService): (name: string) => string {
  const byLowerCase = new Map<string, string[]>();
  for (const name of [...Object.keys(service.shapes), ...Object.keys(service.operations)]) {
    const names = byLowerCase.get(name.toLowerCase()) ?? [];
    byLowerCase.set(name.toLowerCase(), [...new Set([...names, name])]);
  }
  const renamed = new Map<string, string>();
  for (const names of byLowerCase.values()) {
    const [kept, ...others] = names.sort(byRight(service));
    if (kept === undefined) continue;
    others.forEach((name, index) => {
      renamed.set(name, saysTheSame(service.shapes[kept], service.shapes[name]) ? kept : `${kept}${index + 2}`);
    });
  }
  return (name) => renamed.get(name) ?? name;
}

/** Who keeps the name comes first. */
function byRight(service: BotocoreService): (one: string, other: string) => number {
  const rank = (name: string): number => {
    const shape = service.shapes[name];
    return shape === undefined || shape.type === 'structure' ? 0 : 1;
  };
  return (one, other) => rank(one) - rank(other) || (one < other ? -1 : 1);
}

const saysTheSame = (one: BotocoreShape | undefined, other: BotocoreShape | undefined): boolean =>
  one !== undefined && other !== undefined && facts(one) === facts(other);

const facts = (shape: BotocoreShape): string =>
  JSON.stringify(shape, (key, value: unknown) => (key === 'documentation' ? undefined : value));
