import {
  DeleteBucketWebsiteCommand,
  GetBucketWebsiteCommand,
  PutBucketWebsiteCommand,
  type RoutingRule,
  type WebsiteConfiguration,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const refused = (code: string, message: string, members: object = {}, status = 400) => ({ code, message, status, members });
const malformed = refused('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');

describe.each(engines)('website configurations (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = (website: WebsiteConfiguration) => opened.s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration: website }));
  const get = () => opened.s3.send(new GetBucketWebsiteCommand({ Bucket }));

  it('are put, read and deleted', async () => {
    const none = refused(
      'NoSuchWebsiteConfiguration',
      'The specified bucket does not have a website configuration',
      { BucketName: Bucket },
      404,
    );
    expect(await refusal(get())).toEqual(none);
    const website: WebsiteConfiguration = {
      IndexDocument: { Suffix: 'index.html' },
      ErrorDocument: { Key: 'error.html' },
      RoutingRules: [{ Condition: { KeyPrefixEquals: 'docs/' }, Redirect: { ReplaceKeyPrefixWith: 'documents/' } }],
    };
    expect((await put(website)).$metadata.httpStatusCode).toBe(200);
    expect(await get()).toMatchObject(website);
    expect((await opened.s3.send(new DeleteBucketWebsiteCommand({ Bucket }))).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(get())).toEqual(none);
  });

  it('follow rules', async () => {
    const index = (Suffix: string) => ({ IndexDocument: { Suffix } });
    const rule = (routing: RoutingRule) => ({ ...index('index.html'), RoutingRules: [routing] });
    const notWellFormed = (ArgumentValue?: string) =>
      refused('InvalidArgument', 'The IndexDocument Suffix is not well formed', { ArgumentName: 'IndexDocument', ArgumentValue });
    const protocol = refused(
      'InvalidRequest',
      'Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.',
    );
    const cases: readonly (readonly [WebsiteConfiguration, ReturnType<typeof refused>])[] = [
      [index('/index.html'), notWellFormed('/index.html')],
      [index(''), notWellFormed('')],
      [
        { ...index('index.html'), RedirectAllRequestsTo: { HostName: 'example.com' } },
        refused('InvalidArgument', 'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.', {
          ArgumentName: 'RedirectAllRequestsTo',
          ArgumentValue: 'not null',
        }),
      ],
      [
        {},
        refused('InvalidArgument', 'A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty', {
          ArgumentName: 'IndexDocument',
          ArgumentValue: 'null',
        }),
      ],
      // A protocol that the SDK's types don't have.
      [rule({ Redirect: { Protocol: 'ftp' as 'http' } }), protocol],
      [{ RedirectAllRequestsTo: { HostName: 'example.com', Protocol: 'ftp' as 'http' } }, protocol],
      [
        rule({ Redirect: { ReplaceKeyPrefixWith: 'a', ReplaceKeyWith: 'b' } }),
        refused('InvalidRequest', 'You can only define ReplaceKeyPrefix or ReplaceKey but not both.'),
      ],
      [
        rule({ Condition: {}, Redirect: { ReplaceKeyWith: 'b' } }),
        refused(
          'InvalidRequest',
          "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.",
        ),
      ],
      [rule({ Redirect: {} }), malformed],
      [{ ...index('index.html'), ErrorDocument: { Key: '' } }, malformed],
      [
        rule({ Redirect: { HttpRedirectCode: '200', HostName: 'a' } }),
        refused('InvalidRequest', 'The provided HTTP redirect code (200) is not valid. Valid codes are 3XX except 300.'),
      ],
      [
        rule({ Condition: { HttpErrorCodeReturnedEquals: '301' }, Redirect: { HostName: 'a' } }),
        refused('InvalidRequest', 'The provided HTTP error code (301) is not valid. Valid codes are 4XX or 5XX.'),
      ],
      [
        { ...index('index.html'), RoutingRules: Array.from({ length: 51 }, () => ({ Redirect: { HostName: 'a' } })) },
        refused('InvalidRequest', '51 routing rules provided, the number of routing rules in a website configuration is limited to 50.'),
      ],
    ];
    for (const [website, expected] of cases) expect(await refusal(put(website))).toEqual(expected);
  });
});
