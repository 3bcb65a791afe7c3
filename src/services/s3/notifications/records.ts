/**
 * The records of events that topics, queues and functions get. Their members are recorded on AWS, but for those of lifecycle,
 * tiers and replication, which are the User Guide's ("Event message structure").
 */
import { createHash } from 'node:crypto';
import type { ObjectChange, ObjectEventName } from '../objects/change.js';
import { canonicalIdOf } from '../storage.js';
import { NULL_VERSION } from '../versions/version-id.js';
import { encodeKey } from './setting.js';

export interface EventRecord {
  readonly eventVersion: string;
  readonly eventSource: 'aws:s3';
  readonly awsRegion: string;
  readonly eventTime: string;
  /** Without `s3:`. */
  readonly eventName: string;
  readonly userIdentity: { readonly principalId: string };
  readonly requestParameters: { readonly sourceIPAddress: string };
  readonly responseElements: { readonly 'x-amz-request-id': string; readonly 'x-amz-id-2': string };
  readonly s3: {
    readonly s3SchemaVersion: '1.0';
    readonly configurationId: string;
    readonly bucket: { readonly name: string; readonly ownerIdentity: { readonly principalId: string }; readonly arn: string };
    readonly object: EventObject;
  };
  readonly glacierEventData?: unknown;
  readonly lifecycleEventData?: unknown;
  readonly intelligentTieringEventData?: unknown;
  readonly replicationEventData?: unknown;
}

export interface EventObject {
  /** Encoded for URLs. */
  readonly key: string;
  /** Bytes. */
  readonly size?: number;
  readonly eTag?: string;
  readonly versionId?: string;
  readonly sequencer?: string;
}

/** An event that S3 tells of, as it happened. */
export type ObjectEvent = ObjectChange & { readonly eventName: ObjectEventName };

/** What a delete marker's content would be: nothing. */
export const MARKER_ETAG = 'd41d8cd98f00b204e9800998ecf8427e';
/** Who acts where no request does. */
export const S3_ITSELF = 's3.amazonaws.com';

/**
 * @param configurationId of the part of the configuration that asks for the event.
 * @param requestId for what no request caused.
 */
export function recordOf(event: ObjectEvent, configurationId: string, partition: string, requestId: string): EventRecord {
  const { bucket, eventName, ctx, at } = event;
  const id = ctx?.requestId ?? requestId;
  const owner = customerIdOf(bucket.accountId);
  return {
    eventVersion: versionOf(eventName),
    eventSource: 'aws:s3',
    awsRegion: bucket.region,
    eventTime: new Date(at).toISOString(),
    eventName,
    userIdentity: { principalId: principalOf(event, owner) },
    requestParameters: { sourceIPAddress: ctx === undefined ? S3_ITSELF : (ctx.request.remoteAddress ?? '127.0.0.1') },
    responseElements: { 'x-amz-request-id': id, 'x-amz-id-2': hostIdOf(id) },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId,
      bucket: { name: bucket.name, ownerIdentity: { principalId: owner }, arn: `arn:${partition}:s3:::${bucket.name}` },
      object: objectOf(event),
    },
    ...detailsOf(event),
  };
}

const versionOf = (eventName: ObjectEventName): string => {
  // They are younger than the versions that are recorded; the User Guide has one for all events by now.
  if (/^Object(?:Annotation|Retention)/.test(eventName)) return '2.5';
  if (eventName.startsWith('Replication:')) return '2.2';
  return /^(?:Lifecycle|IntelligentTiering|ObjectAcl|ObjectTagging|ObjectRestore:Delete)/.test(eventName) ? '2.3' : '2.1';
};

function principalOf({ ctx }: ObjectEvent, owner: string): string {
  if (ctx === undefined) return `AmazonCustomer:${owner}`;
  return ctx.principal.kind === 'anonymous' ? 'Anonymous' : `AWS:${ctx.principal.userId}`;
}

function objectOf({ version, eventName, sequencer }: ObjectEvent): EventObject {
  const key = encodeKey(version.key);
  const named = version.versionId === NULL_VERSION ? { key } : { key, versionId: version.versionId };
  if (version.deleteMarker === true)
    return eventName.endsWith(':DeleteMarkerCreated') ? { ...named, eTag: MARKER_ETAG, sequencer } : { ...named, sequencer };
  if (isRemoval(eventName)) return { ...named, sequencer };
  // None of them says anything of the content.
  if (/^Object(?:Acl|Tagging|Annotation|Retention):/.test(eventName)) return { ...named, eTag: version.etag };
  return { ...named, size: version.size, eTag: version.etag, sequencer };
}

export const isRemoval = (eventName: ObjectEventName): boolean =>
  eventName === 'ObjectRemoved:Delete' || eventName === 'LifecycleExpiration:Delete';

function detailsOf({ version, previous, eventName, replication }: ObjectEvent): Partial<EventRecord> {
  if (replication !== undefined) return { replicationEventData: replication };
  const object = version.deleteMarker === true ? undefined : version;
  if (eventName === 'LifecycleTransition')
    return { lifecycleEventData: { transitionEventData: { destinationStorageClass: object?.storageClass } } };
  if (eventName === 'IntelligentTiering') return { intelligentTieringEventData: { destinationAccessTier: object?.toldTier } };
  const before = previous?.deleteMarker === true ? undefined : previous;
  const restore = object?.restore ?? before?.restore;
  if (eventName !== 'ObjectRestore:Completed' || restore === undefined) return {};
  return {
    glacierEventData: {
      restoreEventData: {
        lifecycleRestorationExpiryTime: new Date(restore.expiresAt).toISOString(),
        lifecycleRestoreStorageClass: object?.storageClass,
      },
    },
  };
}

/** AWS's older ids of customers: `A3NL1KOZZKExample`. Ours follow from the account's number. */
export const customerIdOf = (accountId: string): string => {
  const digits = BigInt(`0x${canonicalIdOf(accountId).slice(0, 20)}`)
    .toString(36)
    .toUpperCase();
  return `A${digits.padStart(13, '0').slice(-13)}`;
};

/** The extended id of a request, as its answer shows in x-amz-id-2. */
export const hostIdOf = (requestId: string): string => createHash('sha384').update(requestId).digest('base64');
