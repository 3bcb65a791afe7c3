/** The older notation of AWS's service definitions, as botocore ships it: service-2.json, paginators-1.json, waiters-2.json. */

export interface BotocoreRef {
  readonly shape: string;
  readonly location?: 'uri' | 'header' | 'headers' | 'querystring' | 'statusCode';
  readonly locationName?: string;
  readonly queryName?: string;
  readonly flattened?: boolean;
  readonly xmlAttribute?: boolean;
  readonly xmlNamespace?: BotocoreXmlNamespace;
  readonly streaming?: boolean;
  readonly requiresLength?: boolean;
  readonly timestampFormat?: string;
  readonly idempotencyToken?: boolean;
  readonly jsonvalue?: boolean;
  readonly hostLabel?: boolean;
  readonly eventheader?: boolean;
  readonly eventpayload?: boolean;
  readonly contextParam?: { readonly name: string };
  readonly deprecated?: boolean;
  readonly deprecatedSince?: string;
}

/** AWS writes either the URI alone or an object. */
export type BotocoreXmlNamespace = string | { readonly uri: string; readonly prefix?: string };

export interface BotocoreError {
  readonly code?: string;
  readonly httpStatusCode?: number;
  readonly senderFault?: boolean;
}

export interface BotocoreShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, BotocoreRef>>;
  readonly required?: readonly string[];
  readonly member?: BotocoreRef;
  readonly key?: BotocoreRef;
  readonly value?: BotocoreRef;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly sensitive?: boolean;
  readonly flattened?: boolean;
  readonly streaming?: boolean;
  readonly requiresLength?: boolean;
  readonly timestampFormat?: string;
  readonly payload?: string;
  readonly xmlOrder?: readonly string[];
  readonly xmlNamespace?: BotocoreXmlNamespace;
  readonly locationName?: string;
  readonly document?: boolean;
  readonly union?: boolean;
  readonly eventstream?: boolean;
  readonly exception?: boolean;
  readonly fault?: boolean;
  readonly error?: BotocoreError;
  readonly retryable?: { readonly throttling?: boolean };
  readonly deprecated?: boolean;
  readonly deprecatedSince?: string;
}

export interface BotocoreOperation {
  readonly name: string;
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: BotocoreRef;
  readonly output?: BotocoreRef & { readonly resultWrapper?: string };
  readonly errors?: readonly BotocoreRef[];
  readonly authtype?: string;
  readonly auth?: readonly string[];
  readonly unsignedPayload?: boolean;
  readonly endpoint?: { readonly hostPrefix: string };
  readonly idempotent?: boolean;
  readonly readonly?: boolean;
  readonly httpChecksum?: object;
  readonly httpChecksumRequired?: boolean;
  readonly requestcompression?: object;
  readonly deprecated?: boolean;
  readonly deprecatedSince?: string;
}

export interface BotocoreMetadata {
  readonly apiVersion: string;
  readonly endpointPrefix: string;
  readonly protocol: string;
  readonly protocols?: readonly string[];
  readonly protocolSettings?: { readonly h2?: string };
  readonly jsonVersion?: string;
  readonly targetPrefix?: string;
  readonly serviceId: string;
  readonly signingName?: string;
  readonly auth?: readonly string[];
  readonly xmlNamespace?: BotocoreXmlNamespace;
  readonly awsQueryCompatible?: object;
}

export interface BotocoreService {
  readonly metadata: BotocoreMetadata;
  readonly operations: Readonly<Record<string, BotocoreOperation>>;
  readonly shapes: Readonly<Record<string, BotocoreShape>>;
}

export interface BotocorePaginator {
  readonly input_token: string | readonly string[];
  readonly output_token: string | readonly string[];
  readonly limit_key?: string;
  readonly result_key?: string | readonly string[];
}

export interface BotocoreAcceptor {
  readonly matcher: 'path' | 'pathAll' | 'pathAny' | 'status' | 'error';
  readonly state: string;
  readonly argument?: string;
  readonly expected: unknown;
}

export interface BotocoreWaiter {
  readonly operation: string;
  readonly delay: number;
  readonly maxAttempts: number;
  readonly acceptors: readonly BotocoreAcceptor[];
}

/** All that botocore says about one service. */
export interface BotocoreSource {
  readonly service: BotocoreService;
  readonly paginators: Readonly<Record<string, BotocorePaginator>>;
  readonly waiters: Readonly<Record<string, BotocoreWaiter>>;
}
