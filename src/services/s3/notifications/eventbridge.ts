/** Events as EventBridge gets them (S3 User Guide, "EventBridge event message structure"; members recorded on AWS). */
import type { ObjectEventName } from '../objects/change.js';
import { NULL_VERSION } from '../versions/version-id.js';
import { isRemoval, MARKER_ETAG, type ObjectEvent, S3_ITSELF } from './records.js';

export interface BridgeEvent {
  readonly detailType: string;
  readonly detail: BridgeDetail;
}

interface BridgeDetail {
  readonly version: '0';
  readonly bucket: { readonly name: string };
  readonly object: BridgeObject;
  readonly 'request-id': string;
  /** An account, or S3 itself. */
  readonly requester: string;
  readonly 'source-ip-address'?: string;
  readonly reason?: string;
  readonly 'deletion-type'?: string;
  readonly 'restore-expiry-time'?: string;
  readonly 'source-storage-class'?: string;
  readonly 'destination-storage-class'?: string;
  readonly 'destination-access-tier'?: string;
}

interface BridgeObject {
  /** As it is, not encoded. */
  readonly key: string;
  readonly size?: number;
  readonly etag?: string;
  readonly 'version-id'?: string;
  readonly sequencer?: string;
}

/** The detail type of each event, with the reason for it where EventBridge is told one. EventBridge gets no others. */
const KINDS: Readonly<Partial<Record<ObjectEventName, readonly [detailType: string, reason?: string]>>> = {
  'ObjectCreated:Put': ['Object Created', 'PutObject'],
  'ObjectCreated:Post': ['Object Created', 'POST Object'],
  'ObjectCreated:Copy': ['Object Created', 'CopyObject'],
  'ObjectCreated:CompleteMultipartUpload': ['Object Created', 'CompleteMultipartUpload'],
  'ObjectRemoved:Delete': ['Object Deleted', 'DeleteObject'],
  'ObjectRemoved:DeleteMarkerCreated': ['Object Deleted', 'DeleteObject'],
  'LifecycleExpiration:Delete': ['Object Deleted', 'Lifecycle Expiration'],
  'LifecycleExpiration:DeleteMarkerCreated': ['Object Deleted', 'Lifecycle Expiration'],
  'ObjectRestore:Post': ['Object Restore Initiated'],
  'ObjectRestore:Completed': ['Object Restore Completed'],
  'ObjectRestore:Delete': ['Object Restore Expired'],
  LifecycleTransition: ['Object Storage Class Changed'],
  IntelligentTiering: ['Object Access Tier Changed'],
  'ObjectAcl:Put': ['Object ACL Updated'],
  'ObjectTagging:Put': ['Object Tags Added'],
  'ObjectTagging:Delete': ['Object Tags Deleted'],
};

/**
 * @param requestId for what no request caused.
 * @returns undefined for an event that EventBridge doesn't get.
 */
export function bridgeEventOf(event: ObjectEvent, requestId: string): BridgeEvent | undefined {
  const [detailType, reason] = KINDS[event.eventName] ?? [];
  if (detailType === undefined) return undefined;
  const { ctx, bucket } = event;
  const address = ctx?.request.remoteAddress;
  return {
    detailType,
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      object: objectOf(event),
      'request-id': ctx?.requestId ?? requestId,
      requester: ctx === undefined ? S3_ITSELF : ctx.accountId,
      ...(ctx === undefined ? {} : { 'source-ip-address': address ?? '127.0.0.1' }),
      ...(reason === undefined ? {} : { reason }),
      ...detailsOf(event, detailType),
    },
  };
}

function objectOf({ version, eventName, sequencer }: ObjectEvent): BridgeObject {
  const { key } = version;
  const named = version.versionId === NULL_VERSION ? { key } : { key, 'version-id': version.versionId };
  if (version.deleteMarker === true)
    return eventName.endsWith(':DeleteMarkerCreated') ? { ...named, etag: MARKER_ETAG, sequencer } : { ...named, sequencer };
  if (isRemoval(eventName)) return { ...named, sequencer };
  if (/^Object(?:Acl|Tagging):/.test(eventName)) return { ...named, etag: version.etag };
  const described = { ...named, size: version.size, etag: version.etag };
  return eventName.startsWith('ObjectCreated:') ? { ...described, sequencer } : described;
}

function detailsOf({ version, previous, eventName }: ObjectEvent, detailType: string): Partial<BridgeDetail> {
  if (detailType === 'Object Deleted')
    return { 'deletion-type': eventName.endsWith(':DeleteMarkerCreated') ? 'Delete Marker Created' : 'Permanently Deleted' };
  if (version.deleteMarker === true) return {};
  if (detailType === 'Object Storage Class Changed') return { 'destination-storage-class': version.storageClass };
  if (detailType === 'Object Access Tier Changed' && version.toldTier !== undefined) return { 'destination-access-tier': version.toldTier };
  if (!detailType.startsWith('Object Restore')) return {};
  const restore = version.restore ?? (previous?.deleteMarker === true ? undefined : previous?.restore);
  return {
    ...(detailType === 'Object Restore Completed' && restore !== undefined
      ? { 'restore-expiry-time': new Date(restore.expiresAt).toISOString() }
      : {}),
    'source-storage-class': version.storageClass,
  };
}
