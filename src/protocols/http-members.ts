/** Where the members of a structure travel under HTTP bindings. */
import type { ServiceTables, StreamMember } from '../contract/operation.js';
import type { Member } from '../contract/shapes.js';
import { shapeAt, structureAt } from './shapes.js';

/** The members of a structure by the place they travel in. */
export interface Bindings {
  readonly bound: readonly (readonly [string, Member])[];
  readonly payload: readonly [string, Member] | undefined;
  /** Members of the document; none when there is a payload. */
  readonly body: readonly string[];
}

/** What a payload member is written as. */
export type PayloadKind = 'events' | 'stream' | 'blob' | 'text' | 'document';

/** Bindings of the other direction don't count: a query parameter of an output is a member of its document. */
export function bindingsOf(tables: ServiceTables, structure: string, direction: 'request' | 'response' = 'response'): Bindings {
  const bound: (readonly [string, Member])[] = [];
  const body: string[] = [];
  let payload: readonly [string, Member] | undefined;
  for (const [name, member] of Object.entries(structureAt(tables.shapes, structure).members)) {
    if (member.httpPayload === true) payload = [name, member];
    else if (direction === 'request' ? isBoundInRequest(member) : isBoundInResponse(member)) bound.push([name, member]);
    else body.push(name);
  }
  return { bound, payload, body: payload === undefined ? body : [] };
}

export function payloadKind(tables: ServiceTables, name: string, member: Member, stream: StreamMember | undefined): PayloadKind {
  if (stream?.member === name) return stream.kind === 'events' ? 'events' : 'stream';
  const { type } = shapeAt(tables.shapes, member.shape);
  if (type === 'blob') return 'blob';
  return type === 'string' || type === 'enum' ? 'text' : 'document';
}

const isBoundInRequest = (member: Member): boolean =>
  member.httpHeader !== undefined ||
  member.httpPrefixHeaders !== undefined ||
  member.httpQuery !== undefined ||
  member.httpQueryParams === true ||
  member.httpLabel === true;

const isBoundInResponse = (member: Member): boolean =>
  member.httpHeader !== undefined || member.httpPrefixHeaders !== undefined || member.httpResponseCode === true;

/** The media type that the model gives a payload. */
export function payloadMediaType(tables: ServiceTables, member: Member): string | undefined {
  const shape = shapeAt(tables.shapes, member.shape);
  return member.mediaType ?? ('mediaType' in shape ? shape.mediaType : undefined);
}
