/** AWS's protocol tests, as their model tells them, one entry a case. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const modelFile = fileURLToPath(new URL('../aws-protocol-tests.json', import.meta.url));

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Params = { readonly [key: string]: Json };

export interface HttpRequest {
  readonly method: string;
  readonly uri: string;
  readonly host?: string;
  readonly resolvedHost?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly queryParams?: readonly string[];
  readonly body?: string;
  readonly bodyMediaType?: string;
}

export interface HttpResponse {
  readonly code: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly forbidHeaders?: readonly string[];
  readonly requireHeaders?: readonly string[];
  readonly body?: string;
  readonly bodyMediaType?: string;
}

export interface StreamEvent {
  readonly type: 'request' | 'response';
  readonly params?: Params;
  readonly headers?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly body?: string;
  readonly bodyMediaType?: string;
  /** Base64 of the whole message. */
  readonly bytes?: string;
}

export interface EventStreamTest {
  readonly initialRequestParams?: Params;
  readonly initialRequest?: HttpRequest;
  readonly initialResponseParams?: Params;
  readonly initialResponse?: HttpResponse;
  readonly events?: readonly StreamEvent[];
  readonly expectation?: { readonly failure?: { readonly errorId?: string } };
}

interface CaseBase {
  readonly id: string;
  /** `awsJson1_0` */
  readonly protocol: string;
  /** Shape id of the operation, or of the error. */
  readonly shape: string;
}

export type Case =
  | (CaseBase & { readonly kind: 'request'; readonly test: HttpRequest & { readonly params?: Params } })
  | (CaseBase & { readonly kind: 'response' | 'error'; readonly test: HttpResponse & { readonly params?: Params } })
  | (CaseBase & { readonly kind: 'malformed'; readonly test: { readonly request: HttpRequest; readonly response: MalformedResponse } })
  | (CaseBase & { readonly kind: 'events'; readonly test: EventStreamTest });

export interface MalformedResponse {
  readonly code: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly mediaType: string; readonly assertion: { readonly contents?: string; readonly messageRegex?: string } };
}

interface RawTest {
  readonly id: string;
  readonly protocol: string;
  readonly appliesTo?: 'client' | 'server';
  readonly testParameters?: Readonly<Record<string, readonly string[]>>;
}

interface ModelShape {
  readonly type: string;
  readonly operations?: readonly { readonly target: string }[];
  readonly errors?: readonly { readonly target: string }[];
  readonly traits?: Readonly<Record<string, unknown>>;
}

/** Two cases stand at an operation that no service of the model holds; this one is given it. */
const ORPHANS = 'aws.protocoltests.restjson#RestJson';

/** The test model as it is served. */
export const model = readModel();

function readModel(): { readonly shapes: Readonly<Record<string, ModelShape>> } {
  // The file is AWS's own model; what isn't as declared here shows as failing cases.
  const { shapes, ...rest } = JSON.parse(readFileSync(modelFile, 'utf8')) as { readonly shapes: Readonly<Record<string, ModelShape>> };
  const held = new Set(Object.values(shapes).flatMap((shape) => (shape.operations ?? []).map(({ target }) => target)));
  const orphans = Object.keys(shapes).filter((id) => shapes[id]?.type === 'operation' && !held.has(id));
  const service = shapes[ORPHANS];
  const operations = [...(service?.operations ?? []), ...orphans.map((target) => ({ target }))];
  return { ...rest, shapes: { ...shapes, [ORPHANS]: { type: 'service', ...service, operations } } };
}

export interface CaseSet {
  /** Those that a server must pass. */
  readonly cases: readonly Case[];
  /** Cases that are told for clients only, by protocol. */
  readonly clientOnly: Readonly<Record<string, number>>;
}

/** All cases of the model. Malformed requests count once for each set of their parameters. */
export function readCases(): CaseSet {
  const cases: Case[] = [];
  const clientOnly: Record<string, number> = {};
  for (const [shape, definition] of Object.entries(model.shapes)) {
    for (const [kind, raw] of testsOf(definition)) {
      const protocol = raw.protocol.slice(raw.protocol.indexOf('#') + 1);
      if (raw.appliesTo === 'client') clientOnly[protocol] = (clientOnly[protocol] ?? 0) + 1;
      // As for the model: the trait's definition fixes what the test holds.
      else for (const [id, test] of expand(raw)) cases.push({ id, protocol, shape, kind, test } as Case);
    }
  }
  return { cases, clientOnly };
}

/** The shape ids of the services that hold an operation, or an operation that can answer an error, with that operation. */
export function operationsWith(shape: string, protocol: string): readonly { readonly service: string; readonly operation: string }[] {
  const found: { service: string; operation: string }[] = [];
  for (const [service, definition] of Object.entries(model.shapes)) {
    if (definition.type !== 'service' || !Object.keys(definition.traits ?? {}).some((trait) => trait.endsWith(`#${protocol}`))) continue;
    for (const { target } of definition.operations ?? []) {
      const answers = model.shapes[target]?.errors?.some((error) => error.target === shape) ?? false;
      if (target === shape || answers) found.push({ service, operation: target.slice(target.indexOf('#') + 1) });
    }
  }
  return found;
}

function testsOf({ type, traits }: ModelShape): readonly (readonly [Case['kind'], RawTest])[] {
  const kinds: readonly (readonly [string, Case['kind']])[] = [
    ['httpRequestTests', 'request'],
    ['httpResponseTests', type === 'operation' ? 'response' : 'error'],
    ['httpMalformedRequestTests', 'malformed'],
    ['eventStreamTests', 'events'],
  ];
  // As for the model.
  return kinds.flatMap(([trait, kind]) =>
    ((traits?.[`smithy.test#${trait}`] ?? []) as readonly RawTest[]).map((test) => [kind, test] as const),
  );
}

/** `$$` is a dollar; `$value:L` stands for a parameter's text, `$value:S` for the text as a JSON string. */
function expand(raw: RawTest): readonly (readonly [string, RawTest])[] {
  const parameters = Object.entries(raw.testParameters ?? {});
  // Only malformed requests are templates.
  if (!('request' in raw)) return [[raw.id, raw]];
  const rounds = parameters[0]?.[1].length ?? 1;
  return [...Array(rounds).keys()].map((round) => {
    const fill = (text: string): string =>
      parameters
        .reduce(
          (filled, [name, values]) =>
            filled.replaceAll(`$${name}:L`, () => values[round] ?? '').replaceAll(`$${name}:S`, () => JSON.stringify(values[round] ?? '')),
          text,
        )
        .replaceAll('$$', () => '$');
    // Filling changes strings only.
    return [parameters.length === 0 ? raw.id : `${raw.id}_case${round}`, mapStrings(raw, fill) as RawTest] as const;
  });
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((element) => mapStrings(element, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, mapStrings(element, change)]));
}
