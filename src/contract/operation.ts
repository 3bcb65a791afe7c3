/** What generated code says about services, operations and routes, as data. */
import type { ConstraintSchema } from './constraints.js';
import type { ShapeTable, XmlNamespace } from './shapes.js';

export type ProtocolName = 'awsJson1_0' | 'awsJson1_1' | 'restJson1' | 'restXml' | 'awsQuery' | 'ec2Query' | 'rpcv2Cbor';

/** The facts by which a request finds its service. One a service, all loaded at start. */
export interface ServiceFacts {
  /** The name of the model file: `dynamodb-streams`. */
  readonly name: string;
  /** `com.amazonaws.dynamodb#DynamoDB_20120810` */
  readonly shapeId: string;
  readonly sdkId: string;
  readonly signingName: string;
  readonly endpointPrefix: string;
  /** What stands before the dot in X-Amz-Target: the service shape's name. */
  readonly targetPrefix: string;
  readonly apiVersion: string;
  /** Those that the service speaks; the first is what errors are written in when a request doesn't show its own. */
  readonly protocols: readonly ProtocolName[];
  /** The awsQueryCompatible trait: JSON errors carry x-amzn-query-error, and old clients still speak awsQuery. */
  readonly queryCompatible?: true;
  readonly xmlNamespace?: XmlNamespace;
  /** restXml's noErrorWrapping (S3). */
  readonly noErrorWrapping?: true;
  /** Errors that every operation can answer: keys in the ShapeTable. */
  readonly commonErrors: readonly string[];
}

/**
 * One operation that is covered. I and O are the generated input and output types; they exist for the compiler only.
 */
export interface OperationDescriptor<I = unknown, O = unknown> {
  readonly name: string;
  /** Keys in the ShapeTable: always structures, empty ones for Unit. */
  readonly input: string;
  readonly output: string;
  readonly errors: readonly string[];
  readonly http?: HttpTrait;
  /** True when the input is smithy.api#Unit: the protocols then send and expect no body at all. */
  readonly unitInput?: true;
  readonly unitOutput?: true;
  /** Callers may be anonymous, whatever else is checked (the smithy.api#optionalAuth trait). */
  readonly optionalAuth?: true;
  /** Member of the input that streams (a streaming blob or an event stream), and of the output. */
  readonly inputStream?: StreamMember;
  readonly outputStream?: StreamMember;
  /** The algorithm member of aws.protocols#httpChecksum, and whether one must be there. */
  readonly checksum?: { readonly algorithmMember?: string; readonly required?: true; readonly validationModeMember?: string };
  /** The aws.customizations#s3UnwrappedXmlOutput trait: the one member's element is the document (GetBucketLocation). */
  readonly unwrappedXmlOutput?: true;
  /** Carries the types; never set. */
  readonly types?: { readonly input: I; readonly output: O };
}

export interface HttpTrait {
  readonly method: string;
  /** As in the model, query literals included: `/{Bucket}/{Key+}?uploads`. */
  readonly uri: string;
  readonly code: number;
}

export interface StreamMember {
  readonly member: string;
  readonly kind: 'blob' | 'events';
}

/** Gives a descriptor its types. */
export const operation = <I, O>(descriptor: OperationDescriptor<I, O>): OperationDescriptor<I, O> => descriptor;

/** A row of generated/<service>/routes.ts. Every operation that AWS has stands there, covered or not. */
export interface Route {
  readonly operation: string;
  readonly covered: boolean;
  /** The rest is there for REST protocols only. */
  readonly method?: string;
  /** Path pattern without query: `/{Bucket}/{Key+}`. */
  readonly path?: string;
  /** Query literals of the URI; '' where the model gives no value. `x-id` is left out: not every SDK sends it. */
  readonly query?: Readonly<Record<string, string>>;
  /** Required members bound to query or headers: wire names, headers in lower case. */
  readonly requiredQuery?: readonly string[];
  readonly requiredHeaders?: readonly string[];
}

/** What generated/<service>/serializers.ts exports: the shapes and the covered operations. */
export interface ServiceTables {
  readonly facts: ServiceFacts;
  readonly shapes: ShapeTable;
  readonly operations: Readonly<Record<string, OperationDescriptor>>;
}

/** JSON Schemas by operation; an operation without constraints has none. */
export interface ServiceConstraints {
  /** Shared definitions: `#/$defs/<shape>`. */
  readonly $defs: Readonly<Record<string, ConstraintSchema>>;
  readonly operations: Readonly<Record<string, ConstraintSchema>>;
}

/** A row of generated/catalog.ts. Everything but the facts loads when the service is first called. */
export interface CatalogEntry {
  readonly facts: ServiceFacts;
  readonly loadRoutes: () => Promise<readonly Route[]>;
  readonly loadTables: () => Promise<ServiceTables>;
  readonly loadConstraints: () => Promise<ServiceConstraints>;
}
