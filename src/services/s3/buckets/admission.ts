/** What S3 asks of every request to a bucket, whatever the operation: the right region, an endpoint that is open, someone who pays. */
import { InvalidArgument } from '../../../../generated/s3/errors.js';
import type { S3Operations } from '../../../../generated/s3/index.js';
import type { Answer, Context } from '../../../contract/context.js';
import type { Bucket, Storage } from '../storage.js';
import { checkAccelerated } from './accelerate.js';
import { chargedTo, REQUESTER_PAYS } from './requester-pays.js';
import { checkRegion } from './right-region.js';

/** Those that are for no bucket that there is already, and the one that tells a bucket's region to everybody. */
const OPEN_TO_ALL: ReadonlySet<string> = new Set(['createBucket', 'getBucketLocation', 'listBuckets', 'listDirectoryBuckets']);

/** How an object is encrypted is for its writers to say. */
const READERS: ReadonlySet<string> = new Set(['getObject', 'headObject']);
const ENCRYPTION = 'x-amz-server-side-encryption';

interface BucketInput {
  readonly Bucket?: string;
}

type Operation = (input: BucketInput, ctx: Context) => Answer<object>;

/** The same operations, each behind these questions. */
export function withAdmission(storage: Storage, operations: S3Operations): S3Operations {
  const admitted = Object.entries(operations).map(([name, operation]) => [
    name,
    // Every operation's input that names a bucket does so by Bucket, and every output is a structure.
    OPEN_TO_ALL.has(name) ? operation : admit(storage, operation as Operation, REQUESTER_PAYS.has(name), READERS.has(name)),
  ]);
  // The same methods as before, with the same types.
  return Object.fromEntries(admitted) as S3Operations;
}

function admit(storage: Storage, operation: Operation, isCharged: boolean, isReader: boolean): Operation {
  return (input, ctx) => {
    const bucket = input.Bucket === undefined ? undefined : storage.buckets.get([input.Bucket]);
    // A bucket that isn't there is the operation's to refuse, and other services call where they like.
    if (bucket === undefined || ctx.request.body === undefined) return operation(input, ctx);
    if (ctx.region !== bucket.region) checkRegion(bucket, ctx);
    if (isReader && ctx.request.headers[ENCRYPTION] !== undefined) refuseEncryption(ctx.request.headers[ENCRYPTION]);
    if (ctx.request.host.includes('s3-accelerate')) checkAccelerated(storage, bucket);
    const charged = isCharged && isForeign(bucket, ctx) ? chargedTo(storage, bucket, ctx) : undefined;
    const answer = operation(input, ctx);
    if (charged === undefined) return answer;
    return answer instanceof Promise ? answer.then((output) => ({ ...output, ...charged })) : { ...answer, ...charged };
  };
}

const isForeign = (bucket: Bucket, { accountId, principal }: Context): boolean =>
  accountId !== bucket.accountId || principal.kind === 'anonymous';

/** API reference, GetObject and HeadObject: 400 Bad Request for the header. */
function refuseEncryption(ArgumentValue: string): never {
  throw new InvalidArgument(`${ENCRYPTION} header is not supported for this operation.`, { ArgumentName: ENCRYPTION, ArgumentValue });
}
