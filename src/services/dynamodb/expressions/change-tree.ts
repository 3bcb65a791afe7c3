/** Applies changes at document paths to an item, and reads what lies at paths. Nothing that is given is changed. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { invalid } from '../refusals.js';
import { type Attributes, attributeOf } from '../values/attribute-value.js';
import { type DocumentPath, memberOf, valueAt } from './document-path.js';

/** What is to lie at a path, or nothing. No two paths of one update overlap. */
export interface Change {
  readonly path: DocumentPath;
  readonly value: AttributeValue | undefined;
}

type Step = string | number;

/** Of a tree of paths: either a leaf or a branch. */
interface Node<T> {
  readonly leaf?: T;
  readonly members: Map<Step, Node<T>>;
}

function treeOf<T>(entries: readonly (readonly [DocumentPath, T])[]): Map<Step, Node<T>> {
  const root = new Map<Step, Node<T>>();
  for (const [path, leaf] of entries) {
    let members = root;
    for (const [at, step] of path.entries()) {
      const known = members.get(step);
      const node: Node<T> = known ?? (at === path.length - 1 ? { leaf, members: new Map() } : { members: new Map() });
      if (known === undefined) members.set(step, node);
      members = node.members;
    }
  }
  return root;
}

/** @throws ValidationException for a path whose way isn't there */
export function applyChanges(item: Attributes, changes: readonly Change[]): Attributes {
  if (changes.every(setsAttribute)) return withAttributes(item, changes);
  return changeMap(item, treeOf(changes.map((change) => [change.path, change])));
}

/** What most changes are. An attribute called __proto__ can't be set by assignment. */
const setsAttribute = ({ path, value }: Change): boolean => path.length === 1 && value !== undefined && path[0] !== '__proto__';

function withAttributes(item: Attributes, changes: readonly Change[]): Attributes {
  const copy = { ...item };
  for (const { path, value } of changes) if (value !== undefined) copy[path[0]] = value;
  return copy;
}

/** @throws ValidationException when there is nothing that could hold what the path leads to */
export function refuseLostPath(item: Attributes, path: DocumentPath): void {
  if (path.length === 1) return;
  const [first, ...deeper] = path;
  const last = deeper.pop();
  if (last === undefined) return;
  const parent = valueAt(item, [first, ...deeper]);
  if ((typeof last === 'string' ? parent?.M : parent?.L) === undefined) throw badPath();
}

const badPath = (): Error => invalid('The document path provided in the update expression is invalid for update');

type ChangeTree = Map<Step, Node<Change>>;

function changeMap(attributes: Attributes, tree: ChangeTree): Attributes {
  const members = new Map(Object.entries(attributes));
  for (const [name, node] of tree) {
    if (typeof name === 'number') throw badPath();
    const value = changed(members.get(name), node);
    if (value === undefined) members.delete(name);
    else members.set(name, value);
  }
  return Object.fromEntries(members);
}

/** Indices are those of the list as it was. What is set behind its end is appended, in the order of the indices. */
function changeList(list: readonly AttributeValue[], tree: ChangeTree): AttributeValue[] {
  const elements: (AttributeValue | undefined)[] = [...list];
  const appended: [number, AttributeValue][] = [];
  for (const [index, node] of tree) {
    if (typeof index === 'string') throw badPath();
    const value = changed(elements[index], node);
    if (index < list.length) elements[index] = value;
    else if (value !== undefined) appended.push([index, value]);
  }
  appended.sort(([left], [right]) => left - right);
  return [...elements.filter((element) => element !== undefined), ...appended.map(([, value]) => value)];
}

function changed(old: AttributeValue | undefined, { leaf, members }: Node<Change>): AttributeValue | undefined {
  if (leaf !== undefined) return leaf.value;
  if (old?.M !== undefined) return { M: changeMap(old.M, members) };
  if (old?.L !== undefined) return { L: changeList(old.L, members) };
  throw badPath();
}

type PathTree = Map<Step, Node<true>>;

/** A projection's paths, in a form that can be asked of many items. */
export interface Projection {
  readonly tree: PathTree;
}

export const projectionOf = (paths: readonly DocumentPath[]): Projection => ({ tree: treeOf(paths.map((path) => [path, true])) });

/** What lies at the paths; of lists only the elements that are asked for, moved together in their order. */
export const project = (item: Attributes, { tree }: Projection): Attributes => projectMap(item, tree);

function projectMap(attributes: Attributes, tree: PathTree): Attributes {
  const found: [string, AttributeValue][] = [];
  for (const [name, node] of tree) {
    const value = typeof name === 'string' ? projected(attributeOf(attributes, name), node) : undefined;
    if (typeof name === 'string' && value !== undefined) found.push([name, value]);
  }
  return Object.fromEntries(found);
}

function projected(value: AttributeValue | undefined, { leaf, members }: Node<true>): AttributeValue | undefined {
  if (leaf !== undefined || value === undefined) return value;
  if (value.M !== undefined) {
    const found = projectMap(value.M, members);
    return Object.keys(found).length === 0 ? undefined : { M: found };
  }
  const steps = [...members].sort(([left], [right]) => Number(left) - Number(right));
  const elements = steps.flatMap(([step, node]) => projected(typeof step === 'number' ? memberOf(value, step) : undefined, node) ?? []);
  return elements.length === 0 ? undefined : { L: elements };
}

/** The values that the changes put, each at its place. */
export function putValues(changes: readonly Change[]): Attributes {
  const puts = changes.filter(({ value }) => value !== undefined);
  return valuesIn(treeOf(puts.map((change) => [change.path, change])));
}

function valuesIn(tree: ChangeTree): Attributes {
  return Object.fromEntries([...tree].flatMap(([name, node]) => (typeof name === 'string' ? [[name, valueIn(node)] as const] : [])));
}

function valueIn({ leaf, members }: Node<Change>): AttributeValue {
  if (leaf?.value !== undefined) return leaf.value;
  const elements = [...members].filter(([step]) => typeof step === 'number');
  if (elements.length === 0) return { M: valuesIn(members) };
  return { L: elements.sort(([left], [right]) => Number(left) - Number(right)).map(([, node]) => valueIn(node)) };
}
