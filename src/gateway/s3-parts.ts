/**
 * Requests for parts of S3's buckets and objects, which a name in the query tells (`?acl`). A method that the part doesn't have isn't one
 * of the whole: with an upload's id alone PUT would overwrite the object, and DELETE with `?versioning` would delete the bucket.
 */
import { FrameworkError } from '../contract/errors.js';
import type { Route } from '../contract/operation.js';
import { S3_PARTS } from '../contract/s3-parts.js';

/** Whose operations change something; what is read otherwise does no harm. */
const WRITING: ReadonlySet<string> = new Set(['PUT', 'POST', 'DELETE']);

/**
 * @param route the operation that the request would be for. Words of S3, as users reported them.
 * @throws FrameworkError MethodNotAllowed, InvalidArgument
 */
export function checkPart(method: string, query: string, route: Route): void {
  if (!WRITING.has(method)) return;
  const names = query === '' ? [] : query.split('&').map((pair) => pair.split('=', 1)[0] ?? '');
  const isForUpload = names.includes('uploadId');
  if (isForUpload && names.includes('uploads'))
    throw refused('Conflicting query string parameters: uploadId, uploads', 'ResourceType', 'uploadId');
  const isForPart = names.includes('partNumber');
  if (method === 'PUT' && isForPart && !isForUpload)
    throw refused('This operation does not accept partNumber without uploadId', 'partNumber', 'partNumber');
  if (route.query !== undefined) return;
  // What is put becomes a version of its own.
  if (method === 'PUT' && names.includes('versionId'))
    throw refused('This operation does not accept a version-id.', 'versionId', new URLSearchParams(query).get('versionId') ?? '');
  if (route.requiredQuery?.includes('uploadId') === true) {
    // A request to an object that is for nothing else.
    if (!isForUpload) throw notAllowed(method, 'OBJECT');
    return;
  }
  if (isForUpload && !isForPart) throw notAllowed(method, 'UPLOAD');
  for (const name of names) {
    const part = S3_PARTS.get(name);
    if (part !== undefined) throw notAllowed(method, part);
  }
}

const notAllowed = (Method: string, ResourceType: string): FrameworkError =>
  new FrameworkError('UnknownOperationException', '', { httpStatus: 405, members: { Method, ResourceType } });

const refused = (message: string, ArgumentName: string, ArgumentValue: string): FrameworkError =>
  new FrameworkError('ValidationException', message, { code: 'InvalidArgument', members: { ArgumentName, ArgumentValue } });
