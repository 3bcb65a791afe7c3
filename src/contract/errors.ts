/** Errors that go back to the caller. Services throw the generated classes; only the gateway and the protocols throw FrameworkError. */

export abstract class AwsError extends Error {
  /** The code that clients see and assert on: `ResourceNotFoundException`. */
  abstract readonly code: string;
  abstract readonly httpStatus: number;
  abstract readonly fault: 'client' | 'server';
}

/** Base of every generated error class (generated/<service>/errors.ts). */
export abstract class ServiceError extends AwsError {
  /** Key of the error's structure in the service's ShapeTable. */
  abstract readonly shape: string;
  /** The error's modelled members, `message` aside. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(message: string, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.members = members;
  }

  override get name(): string {
    return this.code;
  }
}

/**
 * What the framework in front of every AWS service answers. The protocol gives it the code and body of the service's dialect:
 * a SerializationException is S3's MalformedXML, and a query service's MalformedInput.
 */
export type FrameworkErrorKind =
  | 'SerializationException'
  | 'ValidationException'
  | 'UnknownOperationException'
  | 'UnsupportedMediaTypeException'
  | 'NotAcceptableException'
  | 'NotImplemented'
  | 'RequestEntityTooLarge'
  | 'AccessDenied'
  | 'InternalFailure'
  | 'InjectedFault';

const statusOf: Readonly<Record<FrameworkErrorKind, number>> = {
  SerializationException: 400,
  ValidationException: 400,
  UnknownOperationException: 404,
  UnsupportedMediaTypeException: 415,
  NotAcceptableException: 406,
  NotImplemented: 501,
  RequestEntityTooLarge: 413,
  AccessDenied: 403,
  InternalFailure: 500,
  InjectedFault: 500,
};

export interface FrameworkErrorOptions {
  /** The code to show instead of the kind. */
  readonly code?: string;
  readonly httpStatus?: number;
  /** Further members of the answer (smithy's ValidationException has a fieldList). */
  readonly members?: Readonly<Record<string, unknown>>;
}

export class FrameworkError extends AwsError {
  readonly kind: FrameworkErrorKind;
  readonly code: string;
  readonly httpStatus: number;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(kind: FrameworkErrorKind, message: string, options: FrameworkErrorOptions = {}) {
    super(message);
    this.kind = kind;
    this.code = options.code ?? kind;
    this.httpStatus = options.httpStatus ?? statusOf[kind];
    this.members = options.members ?? {};
  }

  get fault(): 'client' | 'server' {
    return this.httpStatus < 500 ? 'client' : 'server';
  }
}
