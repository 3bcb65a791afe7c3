/** Text messages. They are kept, and go no further. */
import type { Scope } from '../../../contract/context.js';
import type { DeliveryProtocol } from '../delivery/deliver.js';
import { DeliveryFailure } from '../delivery/failure.js';
import { keptAttributes } from '../inspect/kept-messages.js';
import { messageFor, type Publication } from '../publish/publication.js';
import { invalidParameter } from '../refusals.js';
import type { Storage } from '../storage.js';
import { isSenderId, SMS_TYPES, smsAttributesOf } from './attributes.js';
import { isPhoneNumber, normalizePhoneNumber } from './phone-number.js';

/** "The total size limit for a single SMS Publish action is 1,600 bytes" (SNS Developer Guide). */
const MOST_BYTES = 1600;

export const sms: DeliveryProtocol = {
  deliver: (storage, { topic, subscription, publication }) => {
    const phoneNumber = normalizePhoneNumber(subscription.endpoint);
    if (storage.optedOut.in(topic).has([phoneNumber])) throw new DeliveryFailure('Phone number is opted out', { code: 'OptedOut' });
    keep(storage, topic, phoneNumber, publication, topic.arn, subscription.arn);
  },
  deliverDirectly: (storage, { target, publication }, ctx) => {
    // Recorded.
    if (!isPhoneNumber(target)) throw invalidParameter(`PhoneNumber Reason: ${target} is not valid to publish to`);
    checkAttributes(publication);
    if (Buffer.byteLength(publication.message) > MOST_BYTES) throw invalidParameter('Message too long');
    const phoneNumber = normalizePhoneNumber(target);
    // It has a message id all the same.
    if (!storage.optedOut.in(ctx).has([phoneNumber])) keep(storage, ctx, phoneNumber, publication, null, null);
  },
};

const RULES: Readonly<Record<string, (value: string) => boolean>> = {
  'AWS.SNS.SMS.SenderID': isSenderId,
  'AWS.SNS.SMS.SMSType': (value) => SMS_TYPES.includes(value),
  'AWS.SNS.SMS.MaxPrice': (value) => /^\d{1,9}(?:\.\d{1,9})?$/.test(value),
};

/** @throws InvalidParameterException */
function checkAttributes({ attributes }: Publication): void {
  for (const [name, isValid] of Object.entries(RULES)) {
    const attribute = attributes[name];
    if (attribute !== undefined && !isValid(attribute.value)) throw invalidParameter(`MessageAttributes Reason: ${name} is invalid`);
  }
}

function keep(
  storage: Storage,
  scope: Scope,
  phoneNumber: string,
  publication: Publication,
  topicArn: string | null,
  subscriptionArn: string | null,
): void {
  const { messageId, subject, attributes, timestamp } = publication;
  const { DefaultSenderID, DefaultSMSType } = smsAttributesOf(storage, scope);
  storage.kept.add(scope, 'sms', {
    PhoneNumber: phoneNumber,
    SenderID: attributes['AWS.SNS.SMS.SenderID']?.value ?? DefaultSenderID ?? null,
    SMSType: attributes['AWS.SNS.SMS.SMSType']?.value ?? DefaultSMSType ?? 'Promotional',
    MessageId: messageId,
    Message: messageFor(publication, 'sms'),
    Subject: subject ?? null,
    MessageAttributes: keptAttributes(attributes),
    Timestamp: new Date(timestamp).toISOString(),
    TopicArn: topicArn,
    SubscriptionArn: subscriptionArn,
  });
}
