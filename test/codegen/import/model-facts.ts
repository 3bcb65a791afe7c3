/** Takes an AST apart into single facts, so that two models of one service can be compared one by one. */
import type { Ast, AstMember, AstShape } from '../../../codegen/model/ast.js';
import { localName } from '../../../codegen/model/ast.js';

/** `Shape$member` -> what is said of it (`type`, `target`, the id of a trait, ...) -> the value as JSON. */
export type ModelFacts = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Where two models differ. */
export interface Difference {
  /** Local name of the shape, `Shape$member` for a member, `service` for the service. */
  readonly at: string;
  readonly fact: string;
  /** As JSON; undefined where the model doesn't say it. */
  readonly converted: string | undefined;
  readonly aws: string | undefined;
}

export function factsOfModel(ast: Ast): ModelFacts {
  const facts = new Map<string, ReadonlyMap<string, string>>();
  for (const [id, shape] of Object.entries(ast.shapes)) {
    if (shape.type === 'resource') continue;
    // The service's name is compared apart: only the JSON protocols send it.
    const at = shape.type === 'service' ? 'service' : localName(id);
    facts.set(at, factsOfShape(id, shape));
    if (shape.type === 'enum') continue;
    for (const [name, member] of membersOf(shape)) facts.set(`${at}$${name}`, factsOfMember(member));
  }
  return facts;
}

function factsOfShape(id: string, shape: AstShape): ReadonlyMap<string, string> {
  const facts = new Map(factsOfTraits(shape.traits));
  facts.set('type', shape.type);
  // Values cross the wire; their names don't.
  if (shape.type === 'enum') facts.set('values', JSON.stringify(valuesOf(shape)));
  if (shape.type === 'service') {
    const about = Object.entries(shape.traits?.['aws.api#service'] ?? {});
    for (const [key, value] of about) facts.set(`aws.api#service.${key}`, canonical(value));
    facts.delete('aws.api#service');
    facts.set('name', id);
    facts.set('version', shape.version ?? '');
  }
  if (shape.input) facts.set('input', shape.input.target);
  if (shape.output) facts.set('output', shape.output.target);
  if (shape.type === 'operation') facts.set('errors', JSON.stringify((shape.errors ?? []).map((error) => localName(error.target)).sort()));
  return facts;
}

const factsOfMember = (member: AstMember): ReadonlyMap<string, string> => factsOfTraits(member.traits).set('target', member.target);

/** Without the traits of our own, which patches give. */
const factsOfTraits = (traits: AstShape['traits']): Map<string, string> =>
  new Map(
    Object.entries(traits ?? {})
      .filter(([id]) => !id.startsWith('tinsmith#'))
      .map(([id, value]) => [id, canonical(value)]),
  );

/** The same JSON for the same value, whatever the order of its keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );

const valuesOf = (shape: AstShape): readonly unknown[] =>
  Object.values(shape.members ?? {})
    .map((member) => member.traits?.['smithy.api#enumValue'])
    .sort();

function membersOf(shape: AstShape): readonly (readonly [string, AstMember])[] {
  const elements = [['member', shape.member] as const, ['key', shape.key] as const, ['value', shape.value] as const];
  return [...Object.entries(shape.members ?? {}), ...elements.flatMap(([name, member]) => (member ? [[name, member] as const] : []))];
}

/**
 * All differences between two models. Shapes and members that one of them lacks are a difference too,
 * unless `shared` asks for what both have alone.
 */
export function differences(converted: ModelFacts, aws: ModelFacts, scope: 'all' | 'shared'): readonly Difference[] {
  const found: Difference[] = [];
  for (const at of [...new Set([...converted.keys(), ...aws.keys()])].sort()) {
    const one = converted.get(at);
    const other = aws.get(at);
    if (one && other) {
      for (const fact of [...new Set([...one.keys(), ...other.keys()])].sort()) {
        if (one.get(fact) !== other.get(fact)) found.push({ at, fact, converted: one.get(fact), aws: other.get(fact) });
      }
    } else if (scope === 'all' && (!at.includes('$') || (converted.has(ownerOf(at)) && aws.has(ownerOf(at))))) {
      found.push({ at, fact: 'exists', converted: one && 'yes', aws: other && 'yes' });
    }
  }
  return found;
}

const ownerOf = (at: string): string => at.slice(0, at.indexOf('$'));
