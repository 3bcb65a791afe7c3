/** What happens to versions, as notifications, replication and the access log want to know it. */
import type { Context } from '../../../contract/context.js';
import type { BucketSettings } from '../buckets/settings.js';
import type { Bucket } from '../storage.js';
import type { StoredVersion } from './stored-version.js';

/** Amazon S3 User Guide, "Supported event types", without the prefix `s3:`. */
export type ObjectEventName =
  | 'ObjectCreated:Put'
  | 'ObjectCreated:Post'
  | 'ObjectCreated:Copy'
  | 'ObjectCreated:CompleteMultipartUpload'
  | 'ObjectRemoved:Delete'
  | 'ObjectRemoved:DeleteMarkerCreated'
  | 'ObjectTagging:Put'
  | 'ObjectTagging:Delete'
  | 'ObjectAcl:Put'
  | 'ObjectAnnotation:Put'
  | 'ObjectAnnotation:Delete'
  | 'ObjectRetention:Put'
  | 'ObjectRestore:Post'
  | 'ObjectRestore:Completed'
  | 'ObjectRestore:Delete'
  | 'LifecycleExpiration:Delete'
  | 'LifecycleExpiration:DeleteMarkerCreated'
  | 'LifecycleTransition'
  | 'IntelligentTiering'
  | 'Replication:OperationFailedReplication';

/** Why a version changes. */
export interface Cause {
  /** Undefined for changes that S3 makes no event of (legal holds, replication's own marks). */
  readonly eventName: ObjectEventName | undefined;
  /** The request; undefined where S3 acts by itself. */
  readonly ctx: Context | undefined;
  /** What an event of replication says of it. */
  readonly replication?: ReplicationFacts;
}

/** S3 User Guide, "Event message structure": replicationEventData. */
export interface ReplicationFacts {
  readonly replicationRuleId: string;
  /** ARN. */
  readonly destinationBucket: string;
  readonly s3Operation: 'OBJECT_PUT' | 'OBJECT_DELETE';
  /** ISO 8601. */
  readonly requestTime: string;
  readonly failureReason: string;
}

export interface ObjectChange extends Cause {
  readonly bucket: Bucket;
  /** As it is now; for a removal, as it was. */
  readonly version: StoredVersion;
  /** As it was before it was altered in place. */
  readonly previous?: StoredVersion;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Hexadecimal; later changes of a key have greater ones. */
  readonly sequencer: string;
}

export interface ObjectListener {
  /** Without it, a bucket's changes don't concern the listener. */
  readonly setting?: keyof BucketSettings;
  readonly hear: (change: ObjectChange) => void;
}

export interface Removal {
  readonly bypassGovernance: boolean;
  readonly ctx: Context | undefined;
}

/** @throws where the version may not be removed. */
export type RemovalGuard = (bucket: Bucket, version: StoredVersion, removal: Removal) => void;
