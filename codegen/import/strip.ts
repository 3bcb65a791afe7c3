/** Takes out of a Smithy AST what says nothing about how the service behaves. */
import type { Ast, AstMember, AstShape, Traits } from '../model/ast.js';

/** Prose, what serves only to write clients, and marks for Smithy's own linter. */
const dropped = new Set([
  'smithy.api#documentation',
  'smithy.api#externalDocumentation',
  'smithy.api#examples',
  'smithy.api#title',
  'smithy.api#suppress',
  'smithy.api#since',
  'smithy.api#tags',
  'smithy.api#recommended',
  'smithy.api#addedDefault',
  'smithy.api#clientOptional',
  'aws.api#clientEndpointDiscovery',
  'aws.api#clientDiscoveredEndpoint',
]);

/** Endpoint rules and their parameters, smoke tests and protocol tests. */
const droppedNamespaces = ['smithy.rules#', 'smithy.test#', 'aws.test#'];
const kept = new Set(['smithy.rules#contextParam']);

const isDropped = (trait: string): boolean =>
  dropped.has(trait) || (!kept.has(trait) && droppedNamespaces.some((namespace) => trait.startsWith(namespace)));

/** The facts of an AST, its shapes in order of their ids. */
export function stripAst(ast: Ast): Ast {
  const shapes = Object.entries(ast.shapes)
    .filter(([id, shape]) => shape.type !== 'apply' && !isDropped(id))
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([id, shape]): [string, AstShape] => [id, stripShape(shape)]);
  return { smithy: ast.smithy, shapes: Object.fromEntries(shapes) };
}

function stripShape({ traits, ...shape }: AstShape): AstShape {
  return {
    ...shape,
    ...(shape.members && { members: mapValues(shape.members, stripMember) }),
    ...(shape.member && { member: stripMember(shape.member) }),
    ...(shape.key && { key: stripMember(shape.key) }),
    ...(shape.value && { value: stripMember(shape.value) }),
    ...stripTraits(traits),
  };
}

const stripMember = ({ traits, ...member }: AstMember): AstMember => ({ ...member, ...stripTraits(traits) });

function stripTraits(traits: Traits | undefined): { readonly traits?: Traits } {
  const facts = Object.entries(traits ?? {})
    .filter(([id]) => !isDropped(id))
    .map(([id, value]): [string, unknown] => [id, stripValue(id, value)]);
  if (facts.length === 0) return {};
  facts.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  return { traits: Object.fromEntries(facts) };
}

/** Some traits hold prose beside their facts. */
function stripValue(id: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (id === 'smithy.api#deprecated') return without(value, ['message']);
  if (id === 'aws.api#service') return without(value, ['docId']);
  if (id === 'smithy.waiters#waitable') return mapValues(value, (waiter) => without(waiter, ['documentation']));
  return value;
}

const without = (value: object, keys: readonly string[]): object =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

function mapValues<From, To>(values: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To>;
function mapValues(values: object, change: (value: object) => object): object;
function mapValues(values: object, change: (value: never) => unknown): object {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value as never)]));
}
