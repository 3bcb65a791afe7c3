/**
 * Rows in the order of their keys: a B+ tree whose clones share nodes until one side writes. It knows three things that trees of others
 * don't offer together, and that writes need: putting and taking give what was there before in the same walk, keys are compared
 * once a step, and pages are read without a call or an object for each row.
 */
import type { Row } from './engine.js';

/** Keys of a leaf and children of a branch. */
const MOST = 32;
/** A smaller node is joined with the one beside it, where both together leave room for more. */
const FEW = MOST / 4;
const JOINED = (MOST * 3) / 4;

/** A leaf has a value for each key. A branch has a child more than keys: what lies under children[i + 1] is not below keys[i]. */
class Node {
  constructor(
    /** Of the tree that may change it. */
    readonly owner: object,
    readonly keys: string[],
    readonly values: unknown[],
    /** Undefined in a leaf. */
    readonly children: Node[] | undefined,
  ) {}
}

/** Rows from (inclusive) to (exclusive) of a leaf. @returns whether to go on. */
type Visit = (leaf: Node, from: number, to: number) => boolean;

export class RowTree {
  size = 0;
  private owner: object = {};
  private root = new Node(this.owner, [], [], undefined);

  get(key: string): unknown {
    let node = this.root;
    while (node.children !== undefined) node = at(node.children, placeAbove(node.keys, key));
    const place = placeOf(node.keys, key);
    return node.keys[place] === key ? node.values[place] : undefined;
  }

  /** @returns what was there before; undefined when there was nothing. */
  put(key: string, value: unknown): unknown {
    let node = this.ownRoot();
    if (isFull(node)) {
      node = new Node(this.owner, [], [], [node]);
      this.root = node;
      this.split(node, node.children ?? [], 0, key);
    }
    // Full nodes are split on the way down, so that there is room for whatever comes from below.
    for (let { children } = node; children !== undefined; children = node.children) {
      const place = placeAbove(node.keys, key);
      const child = this.ownChild(children, place);
      if (isFull(child)) {
        this.split(node, children, place, key);
        node = at(children, key < at(node.keys, place) ? place : place + 1);
      } else node = child;
    }
    const place = placeOf(node.keys, key);
    if (node.keys[place] === key) {
      const before = node.values[place];
      node.values[place] = value;
      return before;
    }
    insert(node.keys, place, key);
    insert(node.values, place, value);
    this.size += 1;
    return undefined;
  }

  /** Removes the row. @returns what was there; undefined when there was nothing. */
  take(key: string): unknown {
    let node = this.ownRoot();
    let parent: Node | undefined;
    let place = 0;
    for (let { children } = node; children !== undefined; children = node.children) {
      place = placeAbove(node.keys, key);
      if (sizeOf(at(children, place)) < FEW) place = this.join(node, children, place);
      parent = node;
      node = this.ownChild(children, place);
    }
    const row = placeOf(node.keys, key);
    if (node.keys[row] !== key) return undefined;
    const before = node.values[row];
    remove(node.keys, row);
    remove(node.values, row);
    this.size -= 1;
    if (node.keys.length === 0 && parent?.children !== undefined && parent.children.length > 1) {
      remove(parent.children, place);
      remove(parent.keys, Math.max(place - 1, 0));
    }
    while (this.root.children?.length === 1) this.root = at(this.root.children, 0);
    return before;
  }

  /** Up to `limit` rows from `low` up to, not including, `high`; from the high end when reverse. */
  rows(low: string, high: string, reverse: boolean, limit: number): Row[] {
    const rows: Row[] = [];
    const visit: Visit = ({ keys, values }, from, to) => {
      const count = Math.min(to - from, limit - rows.length);
      if (reverse) for (let i = to - 1; i >= to - count; i -= 1) rows.push([at(keys, i), values[i]]);
      else for (let i = from; i < from + count; i += 1) rows.push([at(keys, i), values[i]]);
      return rows.length < limit;
    };
    (reverse ? visitBack : visitOn)(this.root, low, high, visit);
    return rows;
  }

  /** As rows, without their keys. */
  values(low: string, high: string, reverse: boolean, limit: number): unknown[] {
    const found: unknown[] = [];
    const visit: Visit = ({ values }, from, to) => {
      const count = Math.min(to - from, limit - found.length);
      if (reverse) for (let i = to - 1; i >= to - count; i -= 1) found.push(values[i]);
      else for (let i = from; i < from + count; i += 1) found.push(values[i]);
      return found.length < limit;
    };
    (reverse ? visitBack : visitOn)(this.root, low, high, visit);
    return found;
  }

  count(low: string, high: string): number {
    let count = 0;
    visitOn(this.root, low, high, (_, from, to) => {
      count += to - from;
      return true;
    });
    return count;
  }

  /** Costs nothing; afterwards each side copies the nodes that it changes. */
  clone(): RowTree {
    const clone = new RowTree();
    clone.root = this.root;
    clone.size = this.size;
    this.owner = {};
    return clone;
  }

  private ownRoot(): Node {
    if (this.root.owner !== this.owner) this.root = this.copy(this.root);
    return this.root;
  }

  private ownChild(children: Node[], place: number): Node {
    const child = at(children, place);
    if (child.owner === this.owner) return child;
    const copy = this.copy(child);
    children[place] = copy;
    return copy;
  }

  private copy({ keys, values, children }: Node): Node {
    return new Node(this.owner, keys.slice(), values.slice(), children?.slice());
  }

  /** Makes two of a full child. Where the key comes behind all of them, as in rows that are put in order, the first one stays full. */
  private split(parent: Node, children: Node[], place: number, key: string): void {
    const { keys, values, children: grandchildren } = this.ownChild(children, place);
    const isBehind = key > at(keys, keys.length - 1);
    if (grandchildren === undefined) {
      const middle = isBehind ? MOST : MOST / 2;
      const right = new Node(this.owner, keys.splice(middle), values.splice(middle), undefined);
      insert(parent.keys, place, isBehind ? key : at(right.keys, 0));
      insert(children, place + 1, right);
      return;
    }
    const middle = isBehind ? MOST - 1 : MOST / 2;
    const right = new Node(this.owner, keys.splice(middle), [], grandchildren.splice(middle));
    insert(parent.keys, place, keys.pop() as string); // it has a key fewer than children
    insert(children, place + 1, right);
  }

  /** Joins a small child with the one before or behind it, where they fit. @returns where its rows are now. */
  private join(parent: Node, children: Node[], place: number): number {
    const fits = (left: number): boolean =>
      left >= 0 && left + 1 < children.length && sizeOf(at(children, left)) + sizeOf(at(children, left + 1)) <= JOINED;
    const left = fits(place - 1) ? place - 1 : place;
    if (!fits(left)) return place;
    const into = this.ownChild(children, left);
    const from = at(children, left + 1);
    if (into.children !== undefined && from.children !== undefined) {
      into.keys.push(at(parent.keys, left));
      into.children.push(...from.children);
    }
    into.keys.push(...from.keys);
    into.values.push(...from.values);
    remove(parent.keys, left);
    remove(children, left + 1);
    return left;
  }
}

const sizeOf = ({ keys, children }: Node): number => (children ?? keys).length;

const isFull = (node: Node): boolean => sizeOf(node) >= MOST;

/** Whether to go on. */
function visitOn(node: Node, low: string, high: string, visit: Visit): boolean {
  const { keys, children } = node;
  if (children === undefined) {
    const from = placeOf(keys, low);
    const to = keys.length > 0 && at(keys, keys.length - 1) < high ? keys.length : placeOf(keys, high);
    return (from >= to || visit(node, from, to)) && to === keys.length;
  }
  const first = placeAbove(keys, low);
  for (let i = first; i < children.length; i += 1) {
    if (i > first && at(keys, i - 1) >= high) return false;
    if (!visitOn(at(children, i), i === first ? low : '', high, visit)) return false;
  }
  return true;
}

/** As visitOn, from the high end. */
function visitBack(node: Node, low: string, high: string, visit: Visit): boolean {
  const { keys, children } = node;
  if (children === undefined) {
    const from = placeOf(keys, low);
    const to = placeOf(keys, high);
    return (from >= to || visit(node, from, to)) && from === 0;
  }
  for (let i = placeOf(keys, high); i >= 0; i -= 1) {
    if (!visitBack(at(children, i), low, high, visit)) return false;
    if (i > 0 && at(keys, i - 1) <= low) return false;
  }
  return true;
}

/** The first place whose key is not below this one. */
function placeOf(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(keys, middle) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first place whose key is above this one. */
function placeAbove(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(keys, middle) <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of places that are known to be within. */
const at = <T>(list: readonly T[], place: number): T => list[place] as T;

/** For so few, a loop is quicker than splice, which makes an array besides. */
function insert<T>(list: T[], place: number, value: T): void {
  list.push(value);
  for (let i = list.length - 1; i > place; i -= 1) list[i] = at(list, i - 1);
  list[place] = value;
}

function remove<T>(list: T[], place: number): void {
  for (let i = place + 1; i < list.length; i += 1) list[i - 1] = at(list, i);
  list.pop();
}
