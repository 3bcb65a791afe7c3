import { BucketAlreadyExists, BucketAlreadyOwnedByYou, InvalidBucketName, MalformedXML } from '../../../../generated/s3/errors.js';
import type { CreateBucketConfiguration, CreateBucketInput, CreateBucketOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { refuseUnemulated } from '../../../contract/not-emulated.js';
import { checkNewBucketAcl, writeBucketAcl } from '../access/bucket-acl.js';
import { ALL_BLOCKED } from '../access/public-access-block.js';
import { writeSetting } from '../buckets/settings.js';
import type { Bucket, Storage } from '../storage.js';
import { directoryArn, type Zone, zoneIn } from './zone.js';

/** The zone stands in the name and in the configuration, and the region is the endpoint's. */
export function createDirectoryBucket(
  storage: Storage,
  input: CreateBucketInput,
  configuration: CreateBucketConfiguration,
  ctx: Context,
): CreateBucketOutput {
  const name = input.Bucket;
  refuseUnemulated('s3 CreateBucket', configuration, ['Tags']);
  const zone = zoneOf(configuration);
  if (zoneIn(name) !== zone.name) throw new InvalidBucketName('The specified bucket is not valid.', { BucketName: name });
  const existing = storage.buckets.get([name]);
  if (existing !== undefined) throw taken(existing, ctx);
  // There are no ACLs here but the owner's own.
  const acl = checkNewBucketAcl(storage, { ...input, ACL: undefined }, 'BucketOwnerEnforced', ctx.accountId);
  const bucket: Bucket = {
    name,
    accountId: ctx.accountId,
    region: ctx.region,
    createdAt: ctx.clock.now(),
    directory: { zone },
  };
  storage.buckets.put([name], bucket);
  writeSetting(storage, bucket, 'ownership', 'BucketOwnerEnforced');
  writeSetting(storage, bucket, 'public-access-block', ALL_BLOCKED);
  writeBucketAcl(storage, bucket, acl);
  return { Location: `/${name}`, BucketArn: directoryArn(ctx, bucket) };
}

/** AWS takes no location constraint beside a zone. */
function zoneOf({ Bucket: bucket, Location: location, LocationConstraint: constraint }: CreateBucketConfiguration): Zone {
  const type = location?.Type;
  const redundancy = type === 'LocalZone' ? 'SingleLocalZone' : 'SingleAvailabilityZone';
  if (
    bucket?.Type !== 'Directory' ||
    (bucket.DataRedundancy ?? redundancy) !== redundancy ||
    (type !== 'AvailabilityZone' && type !== 'LocalZone') ||
    location?.Name === undefined ||
    constraint !== undefined
  )
    throw new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
  return { type: type === 'LocalZone' ? 'LocalZone' : 'AvailabilityZone', name: location.Name };
}

function taken({ name, accountId }: Bucket, ctx: Context): BucketAlreadyExists | BucketAlreadyOwnedByYou {
  const facts = { BucketName: name };
  if (accountId === ctx.accountId)
    return new BucketAlreadyOwnedByYou('Your previous request to create the named bucket succeeded and you already own it.', facts);
  return new BucketAlreadyExists(
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
    facts,
  );
}
