import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { NoSuchBucket, NoSuchKey } from '../../../generated/s3/errors.js';
import { type AwsError, FrameworkError, type FrameworkErrorKind } from '../../../src/contract/errors.js';
import type { WireResponse } from '../../../src/contract/wire.js';
import type { ReplyFacts } from '../../../src/protocols/protocol.js';
import { restXml } from '../../../src/protocols/xml/rest-xml.js';
import { operationOf, requestParts, tablesOf } from '../tables-of.js';

const s3 = await tablesOf('s3');
const reply: ReplyFacts = { requestId: '4442587FB7D0A2F9', extendedRequestId: 'host+id=', resource: '/bucket/key', method: 'GET' };
const labels = { Bucket: 'bucket', Key: 'key' };

const read = (name: string, body: string): unknown =>
  restXml.compile(s3, operationOf(s3, name)).readRequest(requestParts({ labels, body, headers: { 'content-type': 'application/xml' } }));
const write = (name: string, output: unknown): WireResponse => restXml.compile(s3, operationOf(s3, name)).writeResponse(output, reply);
const writeError = (error: AwsError, facts: Partial<ReplyFacts> = {}): WireResponse =>
  restXml.writeError(error, { ...reply, ...facts }, s3.facts, s3);

/** A second pair of eyes: what another parser makes of our documents. */
function parsed(response: WireResponse): unknown {
  expect(XMLValidator.validate(String(response.body))).toBe(true);
  const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, trimValues: false, ignoreDeclaration: true });
  return parser.parse(String(response.body).replace(/\?>\n/, '?>'));
}

const refusal = (work: () => unknown): FrameworkError => {
  try {
    work();
  } catch (error) {
    if (error instanceof FrameworkError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
};

describe("S3's requests", () => {
  it('reads flattened lists in order, with numbers and blanks as they are', () => {
    const body = `<?xml version="1.0" encoding="UTF-8"?>
      <CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
        <Part><PartNumber> 1 </PartNumber><ETag>"a"</ETag></Part>
        <Part><ETag>&quot;b&quot;</ETag><PartNumber>2</PartNumber></Part>
      </CompleteMultipartUpload>`;
    expect(read('CompleteMultipartUpload', body)).toMatchObject({
      Bucket: 'bucket',
      MultipartUpload: {
        Parts: [
          { PartNumber: 1, ETag: '"a"' },
          { ETag: '"b"', PartNumber: 2 },
        ],
      },
    });
  });

  it('keeps the blanks and references in keys', () => {
    const body = '<Delete><Object><Key> a&#x1;b&#13; </Key></Object><Object><Key></Key></Object><Quiet>true</Quiet></Delete>';
    expect(read('DeleteObjects', body)).toMatchObject({ Delete: { Objects: [{ Key: ' a\u0001b\r ' }, { Key: '' }], Quiet: true } });
  });

  it('reads attributes by their name under any prefix', () => {
    const body = `<AccessControlPolicy xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><AccessControlList><Grant>
      <Grantee i:type="CanonicalUser"><ID>x</ID></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>`;
    expect(read('PutBucketAcl', body)).toMatchObject({
      AccessControlPolicy: { Grants: [{ Grantee: { Type: 'CanonicalUser', ID: 'x' }, Permission: 'READ' }] },
    });
  });

  it('takes dates with offsets, and bare ones as midnight in UTC', () => {
    const rule = (date: string): string =>
      `<LifecycleConfiguration><Rule><Expiration><Date>${date}</Date></Expiration><Status>Enabled</Status></Rule></LifecycleConfiguration>`;
    const dates = ['2024-01-01T02:00:00+02:00', '2024-01-01', '2024-01-01T00:00:00', '2024-01-01T00:00:00.000Z'];
    for (const date of dates) {
      expect(read('PutBucketLifecycleConfiguration', rule(date))).toMatchObject({
        LifecycleConfiguration: { Rules: [{ Expiration: { Date: new Date('2024-01-01T00:00:00Z') } }] },
      });
    }
  });

  it('leaves elements out that the model does not know', () => {
    expect(
      read('PutBucketVersioning', '<VersioningConfiguration><Status>Enabled</Status><__proto__>x</__proto__></VersioningConfiguration>'),
    ).toEqual({
      Bucket: 'bucket',
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });

  it.each([
    ['broken XML', 'PutBucketVersioning', '<VersioningConfiguration><Status>Enabled</VersioningConfiguration>'],
    ['another root', 'PutBucketVersioning', '<Foo><Status>Enabled</Status></Foo>'],
    [
      'a word for a number',
      'CompleteMultipartUpload',
      '<CompleteMultipartUpload><Part><PartNumber>one</PartNumber></Part></CompleteMultipartUpload>',
    ],
    [
      'a fraction',
      'CompleteMultipartUpload',
      '<CompleteMultipartUpload><Part><PartNumber>1.5</PartNumber></Part></CompleteMultipartUpload>',
    ],
    ['elements in text', 'PutBucketVersioning', '<VersioningConfiguration><Status><a/></Status></VersioningConfiguration>'],
    ['a word for a boolean', 'DeleteObjects', '<Delete><Quiet>maybe</Quiet></Delete>'],
    ['a document type', 'DeleteObjects', '<!DOCTYPE Delete [<!ENTITY a "b">]><Delete><Quiet>&a;</Quiet></Delete>'],
  ])('refuses %s as MalformedXML', (_name, operation, body) => {
    const response = writeError(refusal(() => read(operation, body)));
    expect(response.status).toBe(400);
    expect(parsed(response)).toMatchObject({
      Error: { Code: 'MalformedXML', Message: 'The XML you provided was not well-formed or did not validate against our published schema' },
    });
  });

  it('names the argument that is not a number', () => {
    const codec = restXml.compile(s3, operationOf(s3, 'ListObjectsV2'));
    const error = refusal(() => codec.readRequest(requestParts({ method: 'GET', labels, query: 'list-type=2&max-keys=many' })));
    expect(parsed(writeError(error))).toMatchObject({
      Error: { Code: 'InvalidArgument', Message: 'Provided max-keys not an integer or within integer range', ArgumentName: 'max-keys' },
    });
  });
});

describe("S3's URLs", () => {
  it('are refused with InvalidURI when their escapes are broken', () => {
    const codec = restXml.compile(s3, operationOf(s3, 'ListObjectsV2'));
    const error = refusal(() => codec.readRequest(requestParts({ method: 'GET', labels, query: 'list-type=2&prefix=%zz' })));
    const response = writeError(error);
    expect(response.status).toBe(400);
    expect(parsed(response)).toMatchObject({ Error: { Code: 'InvalidURI', Message: "Couldn't parse the specified URI." } });
  });
});

describe("S3's answers", () => {
  it('have the request ids, the namespace and times in milliseconds', () => {
    const response = write('ListBuckets', {
      Buckets: [{ Name: 'a', CreationDate: new Date('2024-05-06T07:08:09Z') }],
      Owner: { ID: 'me' },
    });
    expect(response.headers).toMatchObject({
      'x-amz-request-id': reply.requestId,
      'x-amz-id-2': 'host+id=',
      'Content-Type': 'application/xml',
    });
    expect(parsed(response)).toEqual({
      ListAllMyBucketsResult: {
        '@_xmlns': 'http://s3.amazonaws.com/doc/2006-03-01/',
        Buckets: { Bucket: { Name: 'a', CreationDate: '2024-05-06T07:08:09.000Z' } },
        Owner: { ID: 'me' },
      },
    });
  });

  it('escape what a reader would change', () => {
    const { body } = write('ListObjectsV2', { Name: 'a<b>&"c"', Prefix: '', Contents: [{ Key: ' \r\n\u0001\u0085 ' }] });
    expect(body).toContain('<Name>a&lt;b&gt;&amp;&quot;c&quot;</Name>');
    expect(body).toContain('<Prefix></Prefix>');
    expect(body).toContain('<Key> &#xD;\n&#x1;&#x85; </Key>');
  });

  it('write attributes in the tag, with the namespace of their prefix', () => {
    const { body } = write('GetBucketAcl', { Grants: [{ Grantee: { Type: 'CanonicalUser', ID: 'x' }, Permission: 'READ' }] });
    expect(body).toContain('<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>x</ID></Grantee>');
  });

  it('give the location of a bucket as the root itself, an empty one for us-east-1', () => {
    const open = '<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">';
    expect(write('GetBucketLocation', { LocationConstraint: 'eu-west-1' }).body).toBe(`${open}eu-west-1</LocationConstraint>`);
    expect(write('GetBucketLocation', {}).body).toBe(`${open}</LocationConstraint>`);
  });

  it('have no body where the output has none', () => {
    const response = write('PutObject', { ETag: '"x"' });
    expect(response.body ?? '').toBe('');
    expect(response.headers.ETag).toBe('"x"');
    expect(response.headers).not.toHaveProperty('Content-Type');
  });
});

describe("S3's errors", () => {
  it('stand alone, with what AWS adds to them', () => {
    const response = writeError(new NoSuchKey('The specified key does not exist.', { Key: 'a&b' }));
    expect(response.status).toBe(404);
    expect(String(response.body)).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>NoSuchKey<\/Code><Message>/);
    expect(parsed(response)).toEqual({
      Error: {
        Code: 'NoSuchKey',
        Message: 'The specified key does not exist.',
        Key: 'a&b',
        RequestId: reply.requestId,
        HostId: 'host+id=',
      },
    });
  });

  it('have no body on HEAD', () => {
    const response = writeError(new NoSuchBucket('The specified bucket does not exist'), { method: 'HEAD' });
    expect(response.status).toBe(404);
    expect(response.body).toBeUndefined();
    expect(response.headers['x-amz-request-id']).toBe(reply.requestId);
  });

  const cases: readonly (readonly [FrameworkErrorKind, number, string, string])[] = [
    ['NotImplemented', 501, 'NotImplemented', 's3 SelectObjectContent is known but not emulated'],
    ['UnknownOperationException', 405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.'],
    ['AccessDenied', 403, 'AccessDenied', 's3 SelectObjectContent is known but not emulated'],
    ['InternalFailure', 500, 'InternalError', 'We encountered an internal error. Please try again.'],
    ['RequestEntityTooLarge', 400, 'MaxMessageLengthExceeded', 'Your request was too big.'],
  ];
  it.each(cases)('say %s with status %i as %s', (kind, status, code, message) => {
    const response = writeError(new FrameworkError(kind, 's3 SelectObjectContent is known but not emulated'));
    expect(response.status).toBe(status);
    expect(parsed(response)).toMatchObject({ Error: { Code: code, Message: message } });
  });

  it('name the method that is not allowed, and on what', () => {
    const response = writeError(new FrameworkError('UnknownOperationException', ''), { method: 'POST', resource: '/bucket?x' });
    expect(parsed(response)).toMatchObject({ Error: { Method: 'POST', ResourceType: 'BUCKET' } });
  });
});
