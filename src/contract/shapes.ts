/**
 * The vocabulary of generated/<service>/serializers.ts: what a service's shapes look like, as data.
 * Protocols compile these tables to closures at first use; nothing here knows bytes.
 */

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

/** How the members of structures, lists and maps carry their target. Traits of the target are merged in by codegen: the member's own win. */
export interface Member {
  /** Key in the service's ShapeTable. */
  readonly shape: string;
  readonly required?: true;
  /** Smithy's default: filled in by a server's reader when the member is absent. */
  readonly default?: unknown;
  readonly jsonName?: string;
  readonly xmlName?: string;
  readonly xmlAttribute?: true;
  readonly xmlFlattened?: true;
  readonly xmlNamespace?: XmlNamespace;
  readonly timestampFormat?: TimestampFormat;
  readonly mediaType?: string;
  readonly httpHeader?: string;
  readonly httpPrefixHeaders?: string;
  readonly httpQuery?: string;
  readonly httpQueryParams?: true;
  readonly httpLabel?: true;
  readonly httpPayload?: true;
  readonly httpResponseCode?: true;
  readonly eventHeader?: true;
  readonly eventPayload?: true;
  readonly hostLabel?: true;
  readonly idempotencyToken?: true;
}

export interface XmlNamespace {
  readonly uri: string;
  readonly prefix?: string;
}

export type SimpleType =
  | 'blob'
  | 'boolean'
  | 'string'
  | 'byte'
  | 'short'
  | 'integer'
  | 'long'
  | 'float'
  | 'double'
  | 'bigInteger'
  | 'bigDecimal'
  | 'timestamp'
  | 'document';

export interface SimpleShape {
  readonly type: SimpleType;
  /** A blob whose body is never held whole. */
  readonly streaming?: true;
  readonly mediaType?: string;
  readonly timestampFormat?: TimestampFormat;
}

export interface EnumShape {
  readonly type: 'enum';
  readonly values: readonly string[];
  readonly mediaType?: string;
}

export interface IntEnumShape {
  readonly type: 'intEnum';
  readonly values: readonly number[];
}

export interface ListShape {
  readonly type: 'list';
  readonly member: Member;
  /** Null elements are kept. */
  readonly sparse?: true;
  readonly uniqueItems?: true;
}

export interface MapShape {
  readonly type: 'map';
  readonly key: Member;
  readonly value: Member;
  readonly sparse?: true;
}

export interface StructureShape {
  readonly type: 'structure';
  /** The local name in the model, where it differs from the key in the table. */
  readonly name?: string;
  readonly members: Readonly<Record<string, Member>>;
  readonly xmlName?: string;
  readonly xmlNamespace?: XmlNamespace;
  readonly error?: ErrorTraits;
}

export interface UnionShape {
  readonly type: 'union';
  readonly name?: string;
  readonly members: Readonly<Record<string, Member>>;
  readonly xmlName?: string;
  readonly xmlNamespace?: XmlNamespace;
  /** The members are events of an event stream. */
  readonly streaming?: true;
}

export interface ErrorTraits {
  readonly fault: 'client' | 'server';
  readonly httpStatus: number;
  /** The shape's name, without namespace. */
  readonly name: string;
  /** The shape id with namespace: `com.amazonaws.dynamodb#ResourceNotFoundException`. */
  readonly id: string;
  /** Code (and status) under the query protocol, where the awsQueryError trait gives one. */
  readonly query?: { readonly code: string; readonly httpStatus: number };
  readonly retryable?: true;
}

export type Shape = SimpleShape | EnumShape | IntEnumShape | ListShape | MapShape | StructureShape | UnionShape;

/** Shapes by their name in this service. Smithy's own simple shapes stand under their own names (`String`, `Boolean`, `Unit`, ...). */
export type ShapeTable = Readonly<Record<string, Shape>>;
