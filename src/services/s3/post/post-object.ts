/** Uploads of browsers' forms: POST to a bucket (Amazon S3 API Reference, "POST Object"). */

import { InvalidArgument, PreconditionFailed, UserKeyMustBeSpecified } from '../../../../generated/s3/errors.js';
import type { PostObjectInput, PostObjectOutput, PutObjectOutput } from '../../../../generated/s3/types.js';
import { identify } from '../../../auth/identity.js';
import { readPostClaim, required, verifyPostClaim } from '../../../auth/signature/post-policy.js';
import type { Context } from '../../../contract/context.js';
import type { ByteStream } from '../../../contract/wire.js';
import type { ServiceDependencies } from '../../dependencies.js';
import { createAuthorizer } from '../access/authorize.js';
import { checkMetadata } from '../objects/metadata.js';
import { putObject } from '../objects/put-object.js';
import { findBucket, type Storage } from '../storage.js';
import { type Fields, formHeaders, formInput, formMetadata } from './form-input.js';
import { boundaryOf, type FormField, type FormFile, readForm } from './multipart-form.js';
import { checkPolicy, type SizeRange, withinRange } from './policy.js';

/** Bytes. Amazon S3 User Guide: as a single PUT. */
const ANY_SIZE: SizeRange = { least: 0, most: 5 * 1024 ** 3 };
const FILENAME = `\${filename}`;

export async function postObject(
  storage: Storage,
  deps: ServiceDependencies,
  input: PostObjectInput,
  ctx: Context,
): Promise<PostObjectOutput> {
  const boundary = boundaryOf(ctx.request.headers['content-type']);
  if (boundary === undefined)
    throw new PreconditionFailed('At least one of the pre-conditions you specified did not hold', {
      Condition: 'Bucket POST must be of the enclosure-type multipart/form-data',
    });
  findBucket(storage, input.Bucket, undefined);
  const form = await readForm(input.Body ?? noBytes(), boundary);
  const fields = fieldsOf(form.fields, form.file?.filename);
  const key = keyOf(fields);
  if (form.file === undefined)
    throw new InvalidArgument('POST requires exactly one file upload per request.', { ArgumentName: 'file', ArgumentValue: '0' });
  const { caller, range } = admit(fields, input.Bucket, deps, ctx);
  const given = await formInput(input.Bucket, key, fields);
  if (deps.settings.auth) await createAuthorizer(deps)('PutObject', given, caller);
  const answer = await putObject(storage, { ...given, Body: streamOf(form.file, range ?? ANY_SIZE) }, caller, {
    eventName: 'ObjectCreated:Post',
    readMetadata: () => checkMetadata(formMetadata(fields)),
    bodyOf: ({ Body }) => Body ?? streamOf(undefined, ANY_SIZE),
  });
  return answerOf(input.Bucket, key, fields, answer, ctx);
}

/** By names in lower case. A file's name takes the variable's place wherever it stands. */
function fieldsOf(given: readonly FormField[], filename: string | undefined): Fields {
  const fields = new Map<string, string>();
  for (const { name, value } of given) {
    const lower = name.toLowerCase();
    if (!fields.has(lower)) fields.set(lower, filename === undefined || lower === 'policy' ? value : value.replaceAll(FILENAME, filename));
  }
  return fields;
}

function keyOf(fields: Fields): string {
  const key = required(fields, 'key');
  if (key === '')
    throw new UserKeyMustBeSpecified(
      'The bucket POST must contain the specified field name. If it is specified, check the order of the fields.',
    );
  return key;
}

/** Whom the form acts for, and what size of file its policy takes. Signatures are checked under --auth, all else always. */
function admit(
  fields: Fields,
  bucket: string,
  { credentials, settings }: ServiceDependencies,
  ctx: Context,
): { readonly caller: Context; readonly range: SizeRange | undefined } {
  const claim = readPostClaim(fields);
  const headers = { ...formHeaders(fields), 'content-type': ctx.request.headers['content-type'] };
  const request = { ...ctx.request, headers };
  if (claim === undefined) return { caller: { ...ctx, request }, range: undefined };
  if (settings.auth) verifyPostClaim(claim, credentials.find, ctx.clock.now());
  const range = checkPolicy(claim.policy, new Map([...fields, ['bucket', bucket]]), ctx.clock.now());
  const identity = identify(claim.accessKeyId, claim.credential?.region ?? ctx.region, { ...settings, credentials });
  return { caller: { ...ctx, ...identity, request }, range };
}

function streamOf(file: FormFile | undefined, range: SizeRange): ByteStream {
  const bytes = file === undefined ? noBytes() : withinRange(file.bytes, range);
  return { [Symbol.asyncIterator]: () => bytes[Symbol.asyncIterator]() };
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}

function answerOf(bucket: string, key: string, fields: Fields, { ETag = '', ...put }: PutObjectOutput, ctx: Context): PostObjectOutput {
  const { VersionId, ServerSideEncryption, SSEKMSKeyId, SSECustomerAlgorithm, SSECustomerKeyMD5, BucketKeyEnabled, Expiration } = put;
  const location = `${bucketUrl(bucket, ctx)}/${encodeURIComponent(key)}`;
  const redirect = redirectOf(fields, bucket, key, ETag);
  const described = {
    ETag,
    VersionId,
    ServerSideEncryption,
    SSEKMSKeyId,
    SSECustomerAlgorithm,
    SSECustomerKeyMD5,
    BucketKeyEnabled,
    Expiration,
  };
  if (redirect !== undefined) return { ...described, StatusCode: 303, Location: redirect };
  const status = fields.get('success_action_status');
  const output = { ...described, Location: location };
  if (status === '201') return { ...output, StatusCode: 201, PostResponse: { Location: location, Bucket: bucket, Key: key, ETag } };
  return { ...output, StatusCode: status === '200' ? 200 : 204 };
}

/** As the caller reached it. */
function bucketUrl(bucket: string, { request: { scheme, host, target } }: Context): string {
  const path = target.split('?', 1)[0] ?? '';
  return path === '/' || path === '' ? `${scheme}://${host}` : `${scheme}://${host}/${bucket}`;
}

/** What is no URL is as good as nothing. `redirect` is the field's old name. */
function redirectOf(fields: Fields, bucket: string, key: string, etag: string): string | undefined {
  const given = fields.get('success_action_redirect') ?? fields.get('redirect');
  if (given === undefined || !URL.canParse(given)) return undefined;
  const url = new URL(given);
  for (const [name, value] of [
    ['bucket', bucket],
    ['key', key],
    ['etag', etag],
  ] as const)
    url.searchParams.append(name, value);
  return url.href;
}
