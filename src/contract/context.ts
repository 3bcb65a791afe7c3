/** What a handler knows about the call besides its input. */
import type { Clock } from '../clock/clock.js';
import type { WaitingClient, WireHeaders } from './wire.js';

export interface Scope {
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
}

/** Who calls, as GetCallerIdentity would say it. */
export interface Principal {
  readonly kind: 'root' | 'user' | 'assumed-role' | 'federated-user' | 'service' | 'anonymous';
  readonly accountId: string;
  /** Of a service its name: `sns.amazonaws.com`. */
  readonly arn: string;
  readonly userId: string;
  readonly accessKeyId?: string;
  /** Session tags and the like, for policy evaluation. */
  readonly sessionName?: string;
}

/** The HTTP side of the call, for the few operations whose behaviour depends on it (URLs that echo the Host, S3's checksums). */
export interface CallerRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: WireHeaders;
  readonly scheme: 'http' | 'https';
  /** The Host that the caller used, port included: `localhost:4566`. */
  readonly host: string;
  readonly remoteAddress?: string | undefined;
  /** Who waits for the answer; absent where a service calls another. */
  readonly client?: WaitingClient | undefined;
  /** Its body, decoded from aws-chunked; empty where the operation streams it, absent where a service calls another. */
  readonly body?: Uint8Array;
}

/** What policies can ask of a signature. */
export interface CallerSignature {
  readonly version: 'AWS4-HMAC-SHA256' | 'AWS';
  readonly placed: 'header' | 'query';
  /** Milliseconds since the epoch; absent where a presigned URL of the old form has only its end. */
  readonly signedAt?: number;
  /** What the caller says of the body: `UNSIGNED-PAYLOAD`, a SHA-256. */
  readonly payloadHash?: string;
}

/** What a service does something for: a bucket whose event it delivers. Policies ask for it as aws:SourceArn and aws:SourceAccount. */
export interface CallSource {
  readonly arn: string;
  /** 12 digits. */
  readonly accountId: string;
}

export interface Context extends Scope {
  /** `aws`, `aws-cn`, `aws-us-gov`, from the region. */
  readonly partition: string;
  readonly requestId: string;
  readonly principal: Principal;
  readonly clock: Clock;
  readonly request: CallerRequest;
  /** How the caller proved who it is; present when signatures are checked and there was one. */
  readonly signature?: CallerSignature;
  /** Present when a service calls another on behalf of a resource. */
  readonly source?: CallSource;
  /** The name of the operation, as in the model. */
  readonly operation: string;
}

/** A generated operation may answer at once or later. One that answers at once is atomic as it stands. */
export type Answer<T> = T | Promise<T>;
