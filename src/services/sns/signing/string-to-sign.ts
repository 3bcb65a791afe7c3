/** What a message's signature is made over: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html */

export interface SignedNotification {
  readonly Type: 'Notification';
  readonly Message: string;
  readonly MessageId: string;
  readonly Subject?: string | undefined;
  /** As the envelope shows it: `2026-01-01T00:00:00.000Z`. */
  readonly Timestamp: string;
  readonly TopicArn: string;
}

export interface SignedConfirmation {
  readonly Type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  readonly Message: string;
  readonly MessageId: string;
  readonly SubscribeURL: string;
  readonly Timestamp: string;
  readonly Token: string;
  readonly TopicArn: string;
}

export type SignedMessage = SignedNotification | SignedConfirmation;

/** Names and values, a line each, in the order of the names. A notification without a subject has no line for it. */
export function stringToSign(message: SignedMessage): string {
  const { Message, MessageId, Timestamp, TopicArn, Type } = message;
  if (message.Type === 'Notification') {
    const subject = message.Subject === undefined ? '' : `Subject\n${message.Subject}\n`;
    return `Message\n${Message}\nMessageId\n${MessageId}\n${subject}Timestamp\n${Timestamp}\nTopicArn\n${TopicArn}\nType\n${Type}\n`;
  }
  const { SubscribeURL, Token } = message;
  return (
    `Message\n${Message}\nMessageId\n${MessageId}\nSubscribeURL\n${SubscribeURL}\n` +
    `Timestamp\n${Timestamp}\nToken\n${Token}\nTopicArn\n${TopicArn}\nType\n${Type}\n`
  );
}
