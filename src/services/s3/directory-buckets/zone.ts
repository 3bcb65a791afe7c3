/** Directory buckets lie in one zone, which their names end with: `logs--use1-az4--x-s3`. */
import type { Context } from '../../../contract/context.js';
import type { Bucket } from '../storage.js';

export interface Zone {
  readonly type: 'AvailabilityZone' | 'LocalZone';
  /** `use1-az4`, `usw2-lax1-az1`. */
  readonly name: string;
}

/** What directory buckets have that others lack. */
export interface DirectoryFacts {
  readonly zone: Zone;
}

const SUFFIX = '--x-s3';
/** Amazon S3 User Guide, "Directory bucket naming rules". */
const NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?--([a-z0-9]+(?:-[a-z0-9]+)*-az\d+)--x-s3$/;

export const mayBeDirectory = (name: string | undefined): boolean => name?.endsWith(SUFFIX) === true;

/** The zone that a name ends with; undefined for what is no directory bucket's name. */
export function zoneIn(name: string): string | undefined {
  const base = name.slice(0, -SUFFIX.length);
  return name.length <= 63 && !base.startsWith('xn--') && !base.startsWith('sthree-') ? NAME.exec(name)?.[1] : undefined;
}

export const directoryArn = ({ partition }: Context, { name, region, accountId }: Bucket): string =>
  `arn:${partition}:s3express:${region}:${accountId}:bucket/${name}`;

/** The one storage class that objects of such a bucket have. */
export const storageClassIn = ({ zone }: DirectoryFacts): 'EXPRESS_ONEZONE' | 'ONEZONE_IA' =>
  zone.type === 'LocalZone' ? 'ONEZONE_IA' : 'EXPRESS_ONEZONE';
