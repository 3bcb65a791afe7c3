/** A query request's flat parameters as the tree that their dotted names spell. */
import { FrameworkError } from '../../contract/errors.js';

/** More than any operation takes: the largest requests are CloudWatch's metrics, 1 MB of some forty bytes each. */
const MAX_PARAMETERS = 100_000;
const MAX_DEPTH = 64;
/** Lists hold what was sent and nothing in between: an index orders, it doesn't allocate. */
const INDEX = /^\d{1,10}$/;

export class ParameterNode {
  value: string | undefined;
  private children: Map<string, ParameterNode> | undefined;

  child(name: string): ParameterNode | undefined {
    return this.children?.get(name);
  }

  add(name: string): ParameterNode {
    this.children ??= new Map();
    let node = this.children.get(name);
    if (node === undefined) {
      node = new ParameterNode();
      this.children.set(name, node);
    }
    return node;
  }

  hasChildren(): boolean {
    return this.children !== undefined;
  }

  /** The children with a number for a name, in the order of the numbers; gaps don't count. */
  numbered(): readonly ParameterNode[] {
    if (this.children === undefined) return [];
    const found: [number, ParameterNode][] = [];
    for (const [name, node] of this.children) if (INDEX.test(name)) found.push([Number(name), node]);
    return found.sort(([a], [b]) => a - b).map(([, node]) => node);
  }
}

/** Reads `a.b.1=x&c=y` from each of the sources into one tree. Throws FrameworkError. */
export function readParameters(...sources: readonly string[]): ParameterNode {
  const root = new ParameterNode();
  let count = 0;
  for (const source of sources) {
    for (let at = 0; at < source.length; ) {
      const end = source.indexOf('&', at);
      const pair = source.slice(at, end < 0 ? undefined : end);
      at = end < 0 ? source.length : end + 1;
      if (pair === '') continue;
      if (++count > MAX_PARAMETERS) throw malformed(`The request has more than ${MAX_PARAMETERS} parameters.`);
      const equals = pair.indexOf('=');
      const name = decode(equals < 0 ? pair : pair.slice(0, equals));
      place(root, name).value = equals < 0 ? '' : decode(pair.slice(equals + 1));
    }
  }
  return root;
}

function place(root: ParameterNode, name: string): ParameterNode {
  let node = root;
  let depth = 0;
  for (let at = 0; at <= name.length; ) {
    if (++depth > MAX_DEPTH) throw malformed(`A parameter is nested deeper than ${MAX_DEPTH}.`);
    const dot = name.indexOf('.', at);
    node = node.add(name.slice(at, dot < 0 ? undefined : dot));
    at = dot < 0 ? name.length + 1 : dot + 1;
  }
  return node;
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw malformed('The request is not percent-encoded UTF-8.');
  }
}

/** The query front end's code for input that it can't read. */
export const malformed = (message: string): FrameworkError =>
  new FrameworkError('SerializationException', message, { code: 'MalformedInput' });
