/** S3's own words for errors, and its form: one Error element without a wrapper. */
import { type AwsError, FrameworkError, type FrameworkErrorKind } from '../../contract/errors.js';
import type { ServiceTables } from '../../contract/operation.js';
import type { ReplyFacts } from '../protocol.js';
import { memberElements, textElement } from './error-elements.js';
import { XML_DECLARATION } from './writer.js';

interface Words {
  readonly code: string;
  readonly httpStatus: number;
  /** S3's fixed message. Without one the error's own stands. */
  readonly message?: string;
}

/** The codes and messages of S3's error reference. */
const words: Readonly<Record<FrameworkErrorKind, Words>> = {
  SerializationException: {
    code: 'MalformedXML',
    httpStatus: 400,
    message: 'The XML you provided was not well-formed or did not validate against our published schema',
  },
  ValidationException: { code: 'InvalidArgument', httpStatus: 400 },
  UnknownOperationException: {
    code: 'MethodNotAllowed',
    httpStatus: 405,
    message: 'The specified method is not allowed against this resource.',
  },
  UnsupportedMediaTypeException: { code: 'UnsupportedMediaType', httpStatus: 415 },
  NotAcceptableException: { code: 'NotAcceptable', httpStatus: 406 },
  // S3 says which header it doesn't implement; we, which operation.
  NotImplemented: { code: 'NotImplemented', httpStatus: 501 },
  RequestEntityTooLarge: {
    code: 'MaxMessageLengthExceeded',
    httpStatus: 400,
    message: 'Your request was too big.',
  },
  AccessDenied: { code: 'AccessDenied', httpStatus: 403 },
  InternalFailure: { code: 'InternalError', httpStatus: 500, message: 'We encountered an internal error. Please try again.' },
  InjectedFault: { code: 'InternalError', httpStatus: 500 },
};

/** What S3 shows of an error: a framework error that came with a code of its own keeps it. */
export function s3Words(error: AwsError): Required<Words> {
  const { code, httpStatus, message } = error;
  if (!(error instanceof FrameworkError) || error.code !== error.kind) return { code, httpStatus, message };
  const own = words[error.kind];
  return { code: own.code, httpStatus: own.httpStatus, message: own.message ?? message };
}

export function s3ErrorBody(error: AwsError, reply: ReplyFacts, tables: ServiceTables | undefined): string {
  const { code, message } = s3Words(error);
  let inside = textElement('Code', code) + textElement('Message', message) + memberElements(error, tables);
  if (error instanceof FrameworkError && code === 'MethodNotAllowed' && error.members.ResourceType === undefined)
    inside += methodElements(reply);
  inside += textElement('RequestId', reply.requestId) + textElement('HostId', reply.extendedRequestId ?? '');
  return `${XML_DECLARATION}<Error>${inside}</Error>`;
}

/** S3 names the method that isn't allowed, and on what. */
function methodElements({ method, resource }: ReplyFacts): string {
  const segments =
    (resource ?? '')
      .split('?', 1)[0]
      ?.split('/')
      .filter((segment) => segment !== '') ?? [];
  const kind = segments.length === 0 ? 'SERVICE' : segments.length === 1 ? 'BUCKET' : 'OBJECT';
  return (method === undefined ? '' : textElement('Method', method)) + textElement('ResourceType', kind);
}
