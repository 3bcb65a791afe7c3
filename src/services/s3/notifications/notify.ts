/** Tells the targets of a bucket's notification configuration of what happens to its objects. */
import type { Random, ServiceClients } from '../../dependencies.js';
import { partitionOfRegion } from '../buckets/regions.js';
import { readSetting } from '../buckets/settings.js';
import type { ObjectChange } from '../objects/change.js';
import type { Storage } from '../storage.js';
import { createDestinations, type Destinations, type Notification, type UncoveredClients } from './destinations.js';
import { bridgeEventOf } from './eventbridge.js';
import { Outbox } from './outbox.js';
import { type ObjectEvent, recordOf } from './records.js';
import { encodeKey, isWanted } from './setting.js';

/** From now on. @returns where notifications can go. */
export function startNotifications(storage: Storage, services: ServiceClients): Destinations {
  // A client stands behind every name, and calls of services that aren't emulated are refused as such; the type doesn't know those.
  const destinations = createDestinations(services as ServiceClients & UncoveredClients);
  const outbox = new Outbox(storage.state, storage.clock, destinations);
  storage.listeners.push({
    setting: 'notification',
    hear: (change) => {
      if (!isEvent(change)) return;
      for (const notification of notificationsOf(storage, change)) outbox.add(notification);
    },
  });
  return destinations;
}

const isEvent = (change: ObjectChange): change is ObjectEvent => change.eventName !== undefined;

function notificationsOf(storage: Storage, event: ObjectEvent): readonly Notification[] {
  const { bucket, eventName, version, at } = event;
  const setting = readSetting(storage, bucket, 'notification');
  if (setting === undefined) return [];
  const key = encodeKey(version.key);
  const partition = partitionOfRegion(bucket.region);
  const shared = { bucket: bucket.name, region: bucket.region, accountId: bucket.accountId, at };
  const requestId = requestIdFor(event, storage.random);
  const notifications: Notification[] = [];
  for (const target of setting.targets) {
    if (!isWanted(target, eventName, key)) continue;
    const message = JSON.stringify({ Records: [recordOf(event, target.id, partition, requestId)] });
    notifications.push({ ...shared, kind: target.kind, arn: target.arn, message });
  }
  const bridged = setting.eventBridge ? bridgeEventOf(event, requestId) : undefined;
  if (bridged !== undefined) {
    const { detailType, detail } = bridged;
    const arn = `arn:${partition}:s3:::${bucket.name}`;
    notifications.push({ ...shared, kind: 'event-bus', arn, detailType, message: JSON.stringify(detail) });
  }
  return notifications;
}

const requestIdFor = ({ ctx }: ObjectEvent, random: Random): string => ctx?.requestId ?? random.hex(8).toUpperCase();
