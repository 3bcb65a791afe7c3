/** How S3 refuses an input: by where the member stands, and the first fault only. */
import { FrameworkError } from '../contract/errors.js';
import type { OperationDescriptor, ServiceTables } from '../contract/operation.js';
import type { Member } from '../contract/shapes.js';
import type { Violation } from './violation.js';

interface Refusal {
  readonly code: string;
  readonly message: string;
  /** Name of the further element that shows the value. */
  readonly shows?: string;
}

/**
 * A value that an enum doesn't have, by header or query parameter; all recorded but those marked.
 * (docs): S3's error reference gives them.
 */
const unknownValues: Readonly<Record<string, Refusal>> = {
  // The recorded message is empty.
  'x-amz-acl': { code: 'InvalidArgument', message: '' },
  'x-amz-storage-class': {
    code: 'InvalidStorageClass',
    message: 'The storage class you specified is not valid',
    shows: 'StorageClassRequested',
  },
  'encoding-type': { code: 'InvalidArgument', message: 'Invalid Encoding Method specified in Request' },
  'x-amz-server-side-encryption': {
    code: 'InvalidEncryptionAlgorithmError',
    message: 'The Encryption request you specified is not valid. Supported value: AES256.',
  },
  'x-amz-checksum-algorithm': unsupportedChecksum(),
  'x-amz-sdk-checksum-algorithm': unsupportedChecksum(),
  // Reported by users.
  'x-amz-checksum-type': { code: 'InvalidRequest', message: 'Value for x-amz-checksum-type header is invalid.' },
  // (docs)
  'x-amz-metadata-directive': { code: 'InvalidArgument', message: 'Unknown metadata directive.' },
  // (docs)
  'x-amz-tagging-directive': { code: 'InvalidArgument', message: 'Unknown tagging directive.' },
};

function unsupportedChecksum(): Refusal {
  const types = '[CRC32, CRC32C, CRC64NVME, SHA1, SHA256]';
  return {
    code: 'InvalidRequest',
    message: `Checksum algorithm provided is unsupported. Please try again with any of the valid types: ${types}`,
  };
}

const notWellFormed = 'The XML you provided was not well-formed or did not validate against our published schema';

/** The error for the first violation. */
export function s3Error(violations: readonly Violation[], operation: OperationDescriptor, { shapes }: ServiceTables): FrameworkError {
  const [violation] = violations;
  const first = violation?.path[0];
  const input = shapes[operation.input];
  const member = first?.kind === 'member' && input?.type === 'structure' ? input.members[first.name] : undefined;
  if (violation === undefined || first?.kind !== 'member' || member === undefined) return refusal('MalformedXML', notWellFormed);
  const name = member.httpHeader?.toLowerCase() ?? member.httpQuery;
  if (name === undefined) return inBody(violation, member, operation);
  if (violation.constraint === 'required') return refusal('InvalidRequest', `Missing required header for this request: ${name}`);
  // Recorded: x-amz-object-ownership shows its value in the message and not in ArgumentValue.
  const text = String(violation.value);
  if (name === 'x-amz-object-ownership') {
    return refusal('InvalidArgument', `Invalid x-amz-object-ownership header: ${text}`, { ArgumentName: name });
  }
  const known = unknownValues[name] ?? { code: 'InvalidArgument', message: 'Invalid Argument' };
  if (known.shows !== undefined) return refusal(known.code, known.message, { [known.shows]: text });
  return refusal(known.code, known.message, known.code === 'InvalidRequest' ? {} : { ArgumentName: name, ArgumentValue: text });
}

function inBody(violation: Violation, member: Member, operation: OperationDescriptor): FrameworkError {
  if (member.httpLabel) return refusal('InvalidURI', "Couldn't parse the specified URI.");
  if (violation.constraint === 'required' && violation.path.length === 1)
    return refusal('MissingRequestBodyError', 'Request Body is empty');
  // Recorded on PutBucketAcl.
  return refusal(operation.name.endsWith('Acl') ? 'MalformedACLError' : 'MalformedXML', notWellFormed);
}

const refusal = (code: string, message: string, members: Readonly<Record<string, string>> = {}): FrameworkError =>
  new FrameworkError('ValidationException', message, { code, members });
