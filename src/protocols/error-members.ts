/** What stands in the body of an error answer. */
import type { AwsError } from '../contract/errors.js';
import { FrameworkError, ServiceError } from '../contract/errors.js';
import type { ServiceTables } from '../contract/operation.js';
import type { ErrorTraits, StructureShape } from '../contract/shapes.js';

export interface ModelledError {
  /** Key in the ShapeTable. */
  readonly key: string;
  readonly shape: StructureShape;
  readonly traits: ErrorTraits;
}

/** The error's structure in the model; undefined for most framework errors, and for services whose tables aren't loaded. */
export function modelledError(error: AwsError, tables: ServiceTables | undefined): ModelledError | undefined {
  if (tables === undefined) return undefined;
  const key = error instanceof ServiceError ? error.shape : keyByQueryCode(error, tables);
  if (key === undefined) return undefined;
  const shape = tables.shapes[key];
  return shape?.type === 'structure' && shape.error !== undefined ? { key, shape, traits: shape.error } : undefined;
}

/** A service that left the query protocol has the framework's refusals in its model: SQS's MissingParameter by the code it had there. */
function keyByQueryCode(error: AwsError, { facts, shapes }: ServiceTables): string | undefined {
  if (facts.queryCompatible !== true) return undefined;
  return Object.keys(shapes).find((key) => {
    const shape = shapes[key];
    return shape?.type === 'structure' && shape.error?.query?.code === error.code;
  });
}

/** The error's members with its message under the name that the model gives it (`message`, Lambda's `Message`). */
export function errorMembers(error: AwsError, modelled: ModelledError | undefined): Record<string, unknown> {
  const members = error instanceof ServiceError || error instanceof FrameworkError ? error.members : {};
  // AWS leaves the message out where it has none (UnknownOperationException).
  if (modelled === undefined) return error.message === '' ? { ...members } : { message: error.message, ...members };
  const name = Object.keys(modelled.shape.members).find((member) => member.toLowerCase() === 'message');
  return name === undefined || error.message === '' ? { ...members } : { [name]: error.message, ...members };
}

/** What the JSON protocols call the framework's refusals. */
export const frameworkCode = (error: AwsError): string => (error.code === 'AccessDenied' ? 'AccessDeniedException' : error.code);
