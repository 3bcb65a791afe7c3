/** What a REST protocol knows about its documents. The HTTP bindings around them are the same for JSON and XML. */
import type { FrameworkError } from '../contract/errors.js';
import type { ServiceTables } from '../contract/operation.js';
import type { Member, TimestampFormat } from '../contract/shapes.js';
import type { ReplyFacts } from './protocol.js';

export type Members = Record<string, unknown>;

/** Where a member travels outside of the body. */
export type BindingLocation = 'header' | 'query' | 'label';

export interface BodyCodec {
  /** Of documents that are written: `application/json`. */
  readonly contentType: string;
  /** Media types of documents that are read, in lower case, `contentType` among them. Used when `strictMediaTypes`. */
  readonly acceptedContentTypes: readonly string[];
  /** Whether Content-Type and Accept are held against the model, with 415 and 406 for what doesn't fit. */
  readonly strictMediaTypes: boolean;
  /** Of timestamps in the body that name no format. */
  readonly timestampFormat: TimestampFormat;
  /**
   * Reads the structure's members that travel in the body into the given object. The body may be empty; members that stay absent
   * get their defaults here.
   */
  compileBodyReader(tables: ServiceTables, structure: string, members: readonly string[]): (body: Uint8Array, into: Members) => void;
  /** Writes those members as a document. */
  compileBodyWriter(tables: ServiceTables, structure: string, members: readonly string[]): (value: Members) => string | Uint8Array;
  /** Reads a payload member that is a structure, union, list, map or document. The body isn't empty; undefined is an absent member. */
  compilePayloadReader(tables: ServiceTables, member: Member): (body: Uint8Array) => unknown;
  compilePayloadWriter(tables: ServiceTables, member: Member): (value: unknown) => string | Uint8Array;
  /** Adds the headers that every answer has: the request id. */
  addReplyHeaders(headers: Record<string, string>, reply: ReplyFacts): void;
  /** Whether a query parameter for a number may stand there without a value, as if it didn't. */
  readonly emptyNumbersAreAbsent?: true;
  /** Headers, in lower case, that are as good as absent where they can't be read. */
  readonly ignoredWhenMalformed?: ReadonlySet<string>;
  /** The error for text that isn't of the member's type. Without it: SerializationException. */
  malformedBinding?(location: BindingLocation, wireName: string, text: string, expected: string): FrameworkError;
}
