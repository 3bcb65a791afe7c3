/** What a bucket keeps of its notification configuration, and which events its parts ask for. */

/** As the configuration's members call them. */
export type TargetKind = 'topic' | 'queue' | 'function';

export interface NotificationTarget {
  readonly kind: TargetKind;
  readonly id: string;
  readonly arn: string;
  /** `s3:ObjectCreated:*` */
  readonly events: readonly string[];
  /** As the filter's rules give them: of the key as notifications show it, which is encoded for URLs. */
  readonly prefix?: string;
  readonly suffix?: string;
}

export interface NotificationSetting {
  readonly targets: readonly NotificationTarget[];
  /** Whether EventBridge gets every event. */
  readonly eventBridge: boolean;
}

/** Whether such an event could go anywhere. */
export const asksFor = ({ targets, eventBridge }: NotificationSetting, eventName: string): boolean =>
  eventBridge || targets.some(({ events }) => events.some((pattern) => matches(pattern, `s3:${eventName}`)));

/** @param key encoded for URLs. */
export const isWanted = ({ events, prefix, suffix }: NotificationTarget, eventName: string, key: string): boolean =>
  (prefix === undefined || key.startsWith(prefix)) &&
  (suffix === undefined || key.endsWith(suffix)) &&
  events.some((pattern) => matches(pattern, `s3:${eventName}`));

const matches = (pattern: string, event: string): boolean =>
  pattern.endsWith('*') ? event.startsWith(pattern.slice(0, -1)) : event === pattern;

/** Whether one object's event could be meant for both. */
export function overlap(one: NotificationTarget, other: NotificationTarget): boolean {
  return (
    one.events.some((event) => other.events.some((candidate) => matches(event, candidate) || matches(candidate, event))) &&
    (startsLike(one.prefix ?? '', other.prefix ?? '') || startsLike(other.prefix ?? '', one.prefix ?? '')) &&
    ((one.suffix ?? '').endsWith(other.suffix ?? '') || (other.suffix ?? '').endsWith(one.suffix ?? ''))
  );
}

const startsLike = (longer: string, shorter: string): boolean => longer.startsWith(shorter);

/** Keys as records show them: encoded for URLs as forms are, but for slashes. Recorded: `a@b` is `a%40b`. */
export const encodeKey = (key: string): string =>
  encodeURIComponent(key)
    .replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');
