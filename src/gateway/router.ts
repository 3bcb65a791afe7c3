/** Finds the operation of a REST request: method, path, query literals and required members; the most specific wins. */
import type { Route } from '../contract/operation.js';
import type { WireHeaders } from '../contract/wire.js';

export interface RouteMatch {
  readonly route: Route;
  /** Percent-decoded. */
  readonly labels: Readonly<Record<string, string>>;
}

interface Candidate {
  readonly route: Route;
  readonly query: readonly (readonly [string, string])[];
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
  readonly labels: readonly string[];
  readonly weight: number;
}

/** A node of the path trie. Labels are held by position, since operations name the same label differently. */
interface Node {
  readonly literals: Map<string, Node>;
  label: Node | undefined;
  /** What follows a greedy label: its literal segments, and who ends there. */
  readonly greedy: { readonly suffix: readonly string[]; readonly candidates: Candidate[] }[];
  readonly candidates: Candidate[];
}

const NO_QUERY: ReadonlyMap<string, string> = new Map();

export class Router {
  readonly #methods = new Map<string, Node>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) if (route.method !== undefined && route.path !== undefined) this.#add(route, route.method, route.path);
  }

  /**
   * @param path the undecoded path; `//` and encoded slashes survive in greedy labels.
   * @param query what stands after '?', undecoded.
   * @throws URIError for a label that isn't percent-encoded UTF-8.
   */
  match(method: string, path: string, query: string, headers: WireHeaders): RouteMatch | undefined {
    const root = this.#methods.get(method);
    if (root === undefined) return undefined;
    const segments = path.slice(1).split('/');
    const parameters = query === '' ? NO_QUERY : parseQuery(query);
    // A required member that is missing where nothing else fits is for the operation's own check to name.
    return find(root, segments, 0, [], parameters, headers) ?? find(root, segments, 0, [], parameters, undefined);
  }

  /** Whether any operation has this path, under whatever method. */
  knowsPath(path: string, query: string, headers: WireHeaders): boolean {
    return [...this.#methods.keys()].some((method) => this.match(method, path, query, headers) !== undefined);
  }

  #add(route: Route, method: string, path: string): void {
    let node: Node = entry(this.#methods, method);
    const labels: string[] = [];
    const segments = path === '/' ? [''] : path.replace(/^\//, '').split('/');
    const candidate = (): Candidate => ({
      route,
      query: Object.entries(route.query ?? {}),
      requiredQuery: route.requiredQuery ?? [],
      requiredHeaders: route.requiredHeaders ?? [],
      labels,
      weight: Object.keys(route.query ?? {}).length * 100 + (route.requiredQuery?.length ?? 0) + (route.requiredHeaders?.length ?? 0),
    });
    for (const [index, segment] of segments.entries()) {
      if (!segment.startsWith('{')) {
        node = entry(node.literals, segment);
      } else if (segment.endsWith('+}')) {
        labels.push(segment.slice(1, -2));
        const suffix = segments.slice(index + 1);
        let greedy = node.greedy.find((known) => known.suffix.join('/') === suffix.join('/'));
        if (greedy === undefined) {
          greedy = { suffix, candidates: [] };
          node.greedy.push(greedy);
        }
        insert(greedy.candidates, candidate());
        node.greedy.sort((a, b) => b.suffix.length - a.suffix.length);
        return;
      } else {
        labels.push(segment.slice(1, -1));
        node.label ??= newNode();
        node = node.label;
      }
    }
    insert(node.candidates, candidate());
  }
}

const newNode = (): Node => ({ literals: new Map(), label: undefined, greedy: [], candidates: [] });

function entry(nodes: Map<string, Node>, name: string): Node {
  const known = nodes.get(name);
  if (known !== undefined) return known;
  const created = newNode();
  nodes.set(name, created);
  return created;
}

function insert(candidates: Candidate[], candidate: Candidate): void {
  candidates.push(candidate);
  candidates.sort((a, b) => b.weight - a.weight);
}

function find(
  node: Node,
  segments: readonly string[],
  index: number,
  values: string[],
  query: ReadonlyMap<string, string>,
  headers: WireHeaders | undefined,
): RouteMatch | undefined {
  const segment = segments[index];
  // A trailing slash names the same resource: `/bucket/` is the bucket.
  if (segment === undefined || (segment === '' && index > 0 && index === segments.length - 1)) {
    const found = pick(node.candidates, values, query, headers);
    if (found !== undefined || segment === undefined) return found;
  }
  const literal = segment === undefined ? undefined : (node.literals.get(segment) ?? node.literals.get(decode(segment)));
  if (literal !== undefined) {
    // A literal's operation is meant even when members are missing: another one's label would take its name for a value.
    const found =
      find(literal, segments, index + 1, values, query, headers) ?? find(literal, segments, index + 1, values, query, undefined);
    if (found !== undefined) return found;
  }
  if (node.label !== undefined && segment !== undefined && segment !== '') {
    values.push(segment);
    const found = find(node.label, segments, index + 1, values, query, headers);
    if (found !== undefined) return found;
    values.pop();
  }
  for (const { suffix, candidates } of node.greedy) {
    const end = segments.length - suffix.length;
    if (end <= index || suffix.some((literalSegment, offset) => segments[end + offset] !== literalSegment)) continue;
    const rest = segments.slice(index, end).join('/');
    if (rest === '') continue;
    values.push(rest);
    const found = pick(candidates, values, query, headers);
    if (found !== undefined) return found;
    values.pop();
  }
  return undefined;
}

function pick(
  candidates: readonly Candidate[],
  values: readonly string[],
  query: ReadonlyMap<string, string>,
  headers: WireHeaders | undefined,
): RouteMatch | undefined {
  let best: Candidate | undefined;
  for (const candidate of candidates) {
    if (best !== undefined && candidate.weight < best.weight) break;
    if (!fits(candidate, query, headers)) continue;
    best ??= candidate;
    // Operations that nothing else tells apart (ListBuckets, ListDirectoryBuckets) name themselves.
    if (query.get('x-id') === candidate.route.operation) {
      best = candidate;
      break;
    }
  }
  if (best === undefined) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, name] of best.labels.entries()) labels[name] = decodeURIComponent(values[index] ?? '');
  return { route: best.route, labels };
}

/** Without headers, required members don't count. */
function fits(candidate: Candidate, query: ReadonlyMap<string, string>, headers: WireHeaders | undefined): boolean {
  for (const [name, value] of candidate.query) {
    const given = query.get(name);
    if (given === undefined || (value !== '' && given !== value)) return false;
  }
  if (headers === undefined) return true;
  for (const name of candidate.requiredQuery) if (!query.has(name)) return false;
  for (const name of candidate.requiredHeaders) if (headers[name] === undefined) return false;
  return true;
}

function parseQuery(query: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    if (!parameters.has(name)) parameters.set(name, equals < 0 ? '' : decode(pair.slice(equals + 1)));
  }
  return parameters;
}

/** A malformed escape stands for itself. */
function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
