/** To functions and to delivery streams, where there are such. */
import { messageFor } from '../publish/publication.js';
import type { Storage } from '../storage.js';
import { asSns, otherServices } from './calls.js';
import type { Delivery, DeliveryProtocol } from './deliver.js';

export const lambda: DeliveryProtocol = {
  deliver: (storage, delivery) => {
    const { topic, subscription } = delivery;
    const [, , , region = topic.region] = subscription.endpoint.split(':');
    const Payload = Buffer.from(JSON.stringify({ Records: [recordOf(storage, delivery)] }));
    const as = asSns(topic, region);
    return otherServices(storage).lambda.invoke({ FunctionName: subscription.endpoint, InvocationType: 'Event', Payload }, as);
  },
};

export const firehose: DeliveryProtocol = {
  deliver: (storage, delivery) => {
    const { topic, subscription, publication } = delivery;
    const [, , , region = topic.region] = subscription.endpoint.split(':');
    const text =
      subscription.attributes.RawMessageDelivery === 'true'
        ? messageFor(publication, subscription.protocol)
        : JSON.stringify(firehoseRecordOf(delivery));
    const DeliveryStreamName = subscription.endpoint.slice(subscription.endpoint.lastIndexOf('/') + 1);
    const Record = { Data: Buffer.from(`${text}\n`) };
    return otherServices(storage).firehose.putRecord({ DeliveryStreamName, Record }, asSns(topic, region));
  },
};

/** Recorded. */
function recordOf(storage: Storage, delivery: Delivery): object {
  const { topic, subscription, publication } = delivery;
  const { messageId: MessageId, subject, origin } = publication;
  const Message = messageFor(publication, subscription.protocol);
  const Timestamp = new Date(publication.timestamp).toISOString();
  const signed = { Type: 'Notification', Message, MessageId, Subject: subject, Timestamp, TopicArn: topic.arn } as const;
  const version = topic.attributes.SignatureVersion === '2' ? '2' : '1';
  const { SignatureVersion, Signature, SigningCertURL } = storage.signer.sign(signed, version, origin);
  return {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: subscription.arn,
    Sns: {
      Type: 'Notification',
      MessageId,
      TopicArn: topic.arn,
      Subject: subject ?? null,
      Message,
      Timestamp,
      SignatureVersion,
      Signature,
      SigningCertUrl: SigningCertURL,
      UnsubscribeUrl: unsubscribeUrl(delivery),
      MessageAttributes: attributesOf(delivery),
    },
  };
}

/** SNS Developer Guide, "Storing and analyzing messages": without a signature. */
function firehoseRecordOf(delivery: Delivery): object {
  const { topic, subscription, publication } = delivery;
  const attributes = attributesOf(delivery);
  return {
    Type: 'Notification',
    MessageId: publication.messageId,
    TopicArn: topic.arn,
    ...(publication.subject === undefined ? {} : { Subject: publication.subject }),
    Message: messageFor(publication, subscription.protocol),
    Timestamp: new Date(publication.timestamp).toISOString(),
    UnsubscribeURL: unsubscribeUrl(delivery),
    ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes }),
  };
}

const unsubscribeUrl = ({ subscription, publication }: Delivery): string =>
  `${publication.origin}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`;

const attributesOf = ({ publication: { attributes } }: Delivery): Readonly<Record<string, { Type: string; Value: string }>> =>
  Object.fromEntries(Object.entries(attributes).map(([name, { type, value }]) => [name, { Type: type, Value: value }]));
