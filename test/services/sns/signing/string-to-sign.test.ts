import { describe, expect, it } from 'vitest';
import { stringToSign } from '../../../../src/services/sns/signing/string-to-sign.js';

const notification = {
  Type: 'Notification',
  MessageId: 'id',
  TopicArn: 'arn:aws:sns:us-east-1:000000000000:t',
  Message: 'two\nlines',
  Timestamp: '2026-01-01T00:00:00.000Z',
} as const;

describe('what is signed', () => {
  it('is names and values of a notification, in the order of the names', () => {
    expect(stringToSign({ ...notification, Subject: 'about' })).toBe(
      'Message\ntwo\nlines\nMessageId\nid\nSubject\nabout\nTimestamp\n2026-01-01T00:00:00.000Z\n' +
        'TopicArn\narn:aws:sns:us-east-1:000000000000:t\nType\nNotification\n',
    );
  });

  it('has no subject where there is none', () => {
    expect(stringToSign(notification)).toBe(
      'Message\ntwo\nlines\nMessageId\nid\nTimestamp\n2026-01-01T00:00:00.000Z\nTopicArn\narn:aws:sns:us-east-1:000000000000:t\nType\nNotification\n',
    );
  });

  it.each(['SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const)('is the token and the URL of a %s, too', (Type) => {
    expect(stringToSign({ ...notification, Type, Token: 'token', SubscribeURL: 'http://localhost/?a=b' })).toBe(
      'Message\ntwo\nlines\nMessageId\nid\nSubscribeURL\nhttp://localhost/?a=b\nTimestamp\n2026-01-01T00:00:00.000Z\n' +
        `Token\ntoken\nTopicArn\narn:aws:sns:us-east-1:000000000000:t\nType\n${Type}\n`,
    );
  });
});
