/** The one interface behind which bytes are known. */
import type { AwsError } from '../contract/errors.js';
import type { OperationDescriptor, ProtocolName, ServiceFacts, ServiceTables } from '../contract/operation.js';
import type { ByteStream, WireHeaders, WireResponse } from '../contract/wire.js';

/** A request whose operation is known. */
export interface RequestParts {
  readonly method: string;
  /** Path labels, percent-decoded. RPC protocols have none, but that the path of an old SQS request names its queue. */
  readonly labels: Readonly<Record<string, string>>;
  /** What stands after '?', undecoded. */
  readonly query: string;
  readonly headers: WireHeaders;
  /** The whole body; empty when the operation streams its input. */
  readonly body: Uint8Array;
  /** The body of an operation that streams its input. */
  readonly stream?: ByteStream;
}

export interface ReplyFacts {
  readonly requestId: string;
  /** S3's x-amz-id-2. */
  readonly extendedRequestId?: string;
  /** The resource that was asked for (S3 names it in errors): the undecoded path. */
  readonly resource?: string;
  /** Error answers to HEAD have no body. */
  readonly method?: string;
}

/** One operation's reader and writer, compiled at first use. */
export interface OperationCodec<I, O> {
  /** Throws FrameworkError (SerializationException, UnsupportedMediaTypeException, NotAcceptableException) in AWS's wording. */
  readRequest(request: RequestParts): I;
  /** Whether it reads nothing but the body, when that isn't compressed and neither query nor labels say anything. */
  readonly readsBodyAlone?: boolean;
  writeResponse(output: O, reply: ReplyFacts): WireResponse;
}

export interface Protocol {
  readonly name: ProtocolName;
  compile<I, O>(service: ServiceTables, operation: OperationDescriptor<I, O>): OperationCodec<I, O>;
  /**
   * Writes a modelled or a framework error. `service` is undefined when the request named a service that isn't known;
   * `tables` when the service's shapes aren't loaded (a known operation that isn't covered).
   */
  writeError(error: AwsError, reply: ReplyFacts, service?: ServiceFacts, tables?: ServiceTables): WireResponse;
  /** What the error is called in the service's dialect; a modelled one has its own name everywhere. */
  codeOf(error: AwsError, service?: ServiceFacts): string;
}
