/** Which words a service refuses an input with. */
import { type AwsError, FrameworkError } from '../contract/errors.js';
import type { OperationDescriptor, ServiceTables } from '../contract/operation.js';
import { type CoralDialect, coralMessage } from './coral-form.js';
import { s3Error } from './s3-form.js';
import { smithyError, smithyValidationException } from './smithy-form.js';
import { sqsError } from './sqs-form.js';
import type { Violation } from './violation.js';

interface Dialect extends CoralDialect {
  /** Modelled errors that stand for ValidationException in the operations that list them. */
  readonly code?: string;
}

const general: Dialect = { hidesValues: false, elementsNotNull: false, namesInput: false };

/** What the recordings show of single services. */
const dialects: Readonly<Record<string, Dialect>> = {
  // "Value at 'serviceSpecificCredentialId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w]+"
  iam: { ...general, hidesValues: true },
  // "Value '{2=2.0}' at ...: Map value must satisfy constraint: [..., Member must not be null]"; API Gateway's lists don't say so.
  lambda: { ...general, elementsNotNull: true },
  // "Value 'wrong' at 'createRestApiInput.endpointConfiguration.ipAddressType'", but "at 'responseType'" for a path label.
  apigateway: { ...general, namesInput: true },
  // GetLogEvents answers InvalidParameterException; PutDeliveryDestination, which doesn't list that, ValidationException.
  logs: { ...general, code: 'InvalidParameterException' },
};

/** The error for an input with these violations; there is at least one. */
export function validationError(
  violations: readonly Violation[],
  input: unknown,
  operation: OperationDescriptor,
  tables: ServiceTables,
): AwsError {
  const { name } = tables.facts;
  const errors = operation.errors.flatMap((key) => {
    const shape = tables.shapes[key];
    return shape?.type === 'structure' && shape.error ? [shape.error] : [];
  });
  if (errors.some(({ id }) => id === smithyValidationException)) return smithyError(violations);
  if (name === 's3') return s3Error(violations, operation, tables);
  const dialect = dialects[name] ?? general;
  if (name === 'sqs') return sqsError(violations, input, operation, tables, dialect);
  const listed = errors.some((error) => error.name === dialect.code) ? dialect.code : undefined;
  // Recorded on STS, IAM and SNS, which speak the query protocol, and on Lambda, API Gateway and DynamoDB, which don't.
  const usual = tables.facts.protocols[0] === 'awsQuery' ? 'ValidationError' : 'ValidationException';
  const message = coralMessage(violations, input, operation, tables, dialect);
  return new FrameworkError('ValidationException', message, { code: listed ?? usual });
}
