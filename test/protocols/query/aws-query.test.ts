import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { FrameworkError, ServiceError } from '../../../src/contract/errors.js';
import type { ServiceTables } from '../../../src/contract/operation.js';
import type { WireResponse } from '../../../src/contract/wire.js';
import { awsQuery } from '../../../src/protocols/query/aws-query.js';
import { operationOf, requestParts, tablesOf } from '../tables-of.js';

const [sqs, sns, iam, sts] = await Promise.all(['sqs', 'sns', 'iam', 'sts'].map((name) => tablesOf(name)));
if (sqs === undefined || sns === undefined || iam === undefined || sts === undefined) throw new Error('There are no tables.');
const reply = { requestId: '7a62c49f-347e-4fc4-9331-6e8e7a96aa73' };

const read = (tables: ServiceTables, name: string, body: string, query = ''): unknown =>
  awsQuery.compile(tables, operationOf(tables, name)).readRequest(requestParts({ body, query }));
const write = (tables: ServiceTables, name: string, output: unknown): WireResponse =>
  awsQuery.compile(tables, operationOf(tables, name)).writeResponse(output, reply);

function parsed(response: WireResponse): unknown {
  expect(XMLValidator.validate(String(response.body))).toBe(true);
  return new XMLParser({ ignoreAttributes: false, parseTagValue: false, trimValues: false }).parse(String(response.body));
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

describe('requests', () => {
  it('reads plus signs and percent escapes as UTF-8', () => {
    expect(read(sns, 'CreateTopic', 'Action=CreateTopic&Name=a+b%20c%C3%A9%2B')).toEqual({ Name: 'a b c\u00e9+' });
  });

  it('reads the URL of a GET', () => {
    expect(read(sts, 'GetSessionToken', '', 'Action=GetSessionToken&DurationSeconds=900')).toEqual({ DurationSeconds: 900 });
  });

  it('reads lists by their numbers, whatever the order and the gaps', () => {
    expect(
      read(iam, 'TagRole', 'RoleName=r&Tags.member.30.Key=c&Tags.member.30.Value=3&Tags.member.2.Value=1&Tags.member.2.Key=a'),
    ).toEqual({
      RoleName: 'r',
      Tags: [
        { Value: '1', Key: 'a' },
        { Key: 'c', Value: '3' },
      ],
    });
  });

  it('does not allocate what an index names', () => {
    expect(read(iam, 'UntagRole', 'TagKeys.member.999999999=a&TagKeys.member.99999999999999999999=b')).toEqual({ TagKeys: ['a'] });
  });

  it('reads an empty list from a name alone', () => {
    expect(read(iam, 'UntagRole', 'TagKeys=')).toEqual({ TagKeys: [] });
  });

  it('reads maps with the names that the model gives to keys and values', () => {
    const body =
      'Message=m&MessageAttributes.entry.1.Name=n&MessageAttributes.entry.1.Value.DataType=Binary&MessageAttributes.entry.1.Value.BinaryValue=AQI%3D';
    expect(read(sns, 'Publish', body)).toEqual({
      Message: 'm',
      MessageAttributes: { n: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) } },
    });
    expect(read(sns, 'CreateTopic', 'Attributes.entry.1.key=a&Attributes.entry.1.value=b')).toEqual({ Attributes: { a: 'b' } });
  });

  it('keeps names that are special to JavaScript as names', () => {
    const input = read(sns, 'CreateTopic', 'Attributes.entry.1.key=__proto__&Attributes.entry.1.value=b&__proto__.x=1&constructor=2') as {
      readonly Attributes: object;
    };
    expect(Object.entries(input.Attributes)).toEqual([['__proto__', 'b']]);
    expect(Object.keys(input)).toEqual(['Attributes']);
  });

  it.each([
    ['a word for a number', 'DurationSeconds=abc'],
    ['a number out of range', 'DurationSeconds=99999999999'],
    ['a structure for a number', 'DurationSeconds.member.1=1'],
    ['a broken escape', 'DurationSeconds=%zz'],
    ['bytes that are not UTF-8', 'SerialNumber=%ff%fe'],
  ])('refuses %s as MalformedInput', (_name, body) => {
    const response = awsQuery.writeError(
      refusal(() => read(sts, 'GetSessionToken', body)),
      reply,
      sts.facts,
      sts,
    );
    expect(response.status).toBe(400);
    expect(parsed(response)).toMatchObject({ ErrorResponse: { Error: { Type: 'Sender', Code: 'MalformedInput' } } });
  });

  it.each([
    [
      'a list for a string',
      'Start of list found where not expected',
      () => read(sns, 'Subscribe', 'TopicArn=t&Protocol=sqs&Endpoint.EndpointArn=a'),
    ],
    [
      'a list with member where it is flattened',
      'Start of list found where not expected',
      () => read(sqs, 'ReceiveMessage', 'AttributeName.member.1=All'),
    ],
    ['a string for a list', 'Unexpected list element termination', () => read(iam, 'UntagRole', 'TagKeys=a')],
    ['a string for a map', 'Unexpected complex element termination', () => read(sns, 'CreateTopic', 'Attributes=a')],
    ['a string for a structure', 'Unexpected complex element termination', () => read(iam, 'TagRole', 'Tags.member.1=a')],
  ])("refuses %s in AWS's words", (_name, message, work) => {
    expect(refusal(work)).toMatchObject({ code: 'MalformedInput', message });
  });

  it('refuses more parameters than any operation has, and names deeper than any shape', () => {
    const many = Array.from({ length: 120_000 }, (_, at) => `TagKeys.member.${at}=a`).join('&');
    expect(refusal(() => read(iam, 'UntagRole', many)).code).toBe('MalformedInput');
    expect(refusal(() => read(iam, 'UntagRole', `${'a.'.repeat(100_000)}b=1`)).code).toBe('MalformedInput');
  });
});

describe('SQS for clients from before its JSON protocol', () => {
  it('reads flattened maps: Attribute.1.Name and Attribute.1.Value', () => {
    const body =
      'QueueName=q&Attribute.1.Name=DelaySeconds&Attribute.1.Value=5&Attribute.2.Name=FifoQueue&Attribute.2.Value=true&Tag.1.Key=k&Tag.1.Value=v';
    expect(read(sqs, 'CreateQueue', body)).toEqual({
      QueueName: 'q',
      Attributes: { DelaySeconds: '5', FifoQueue: 'true' },
      tags: { k: 'v' },
    });
  });

  it('reads flattened lists of structures', () => {
    const entry = 'SendMessageBatchRequestEntry';
    const body = `${entry}.1.Id=a&${entry}.1.MessageBody=x&${entry}.1.MessageAttribute.1.Name=n&${entry}.1.MessageAttribute.1.Value.DataType=String&${entry}.1.MessageAttribute.1.Value.StringValue=s&${entry}.2.Id=b&${entry}.2.MessageBody=y&${entry}.2.DelaySeconds=1`;
    expect(read(sqs, 'SendMessageBatch', body)).toEqual({
      Entries: [
        { Id: 'a', MessageBody: 'x', MessageAttributes: { n: { DataType: 'String', StringValue: 's' } } },
        { Id: 'b', MessageBody: 'y', DelaySeconds: 1 },
      ],
    });
  });

  it('reads AttributeName.1 and MaxNumberOfMessages', () => {
    expect(read(sqs, 'ReceiveMessage', 'AttributeName.1=All&MaxNumberOfMessages=10&MessageAttributeName.1=.*')).toMatchObject({
      AttributeNames: ['All'],
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['.*'],
    });
  });

  it('writes attributes and messages flattened', () => {
    expect(parsed(write(sqs, 'GetQueueAttributes', { Attributes: { DelaySeconds: '0', QueueArn: 'arn' } }))).toMatchObject({
      GetQueueAttributesResponse: {
        '@_xmlns': 'http://queue.amazonaws.com/doc/2012-11-05/',
        GetQueueAttributesResult: {
          Attribute: [
            { Name: 'DelaySeconds', Value: '0' },
            { Name: 'QueueArn', Value: 'arn' },
          ],
        },
        ResponseMetadata: { RequestId: reply.requestId },
      },
    });
    const message = {
      MessageId: 'm',
      Body: '<b>',
      MessageAttributes: { n: { DataType: 'String', StringValue: 's' } },
      Attributes: { SenderId: 'me' },
    };
    expect(parsed(write(sqs, 'ReceiveMessage', { Messages: [message] }))).toMatchObject({
      ReceiveMessageResponse: {
        ReceiveMessageResult: {
          Message: {
            MessageId: 'm',
            Body: '<b>',
            Attribute: { Name: 'SenderId', Value: 'me' },
            MessageAttribute: { Name: 'n', Value: { DataType: 'String', StringValue: 's' } },
          },
        },
      },
    });
  });

  it('gives the codes of the query protocol', () => {
    class QueueDoesNotExist extends ServiceError {
      readonly code = 'QueueDoesNotExist';
      readonly httpStatus = 400;
      readonly fault = 'client';
      readonly shape = 'QueueDoesNotExist';
    }
    const response = awsQuery.writeError(new QueueDoesNotExist('The specified queue does not exist.'), reply, sqs.facts, sqs);
    expect(parsed(response)).toMatchObject({
      ErrorResponse: {
        Error: {
          Type: 'Sender',
          Code: 'AWS.SimpleQueueService.NonExistentQueue',
          Message: 'The specified queue does not exist.',
          Detail: '',
        },
      },
    });
  });
});

describe('answers', () => {
  it('wrap the result in the names of the operation, in the namespace of the service', () => {
    const response = write(sts, 'GetCallerIdentity', { UserId: 'u', Account: '000000000000', Arn: 'arn' });
    expect(response.headers).toEqual({ 'x-amzn-RequestId': reply.requestId, 'Content-Type': 'text/xml' });
    expect(parsed(response)).toEqual({
      GetCallerIdentityResponse: {
        '@_xmlns': 'https://sts.amazonaws.com/doc/2011-06-15/',
        GetCallerIdentityResult: { UserId: 'u', Account: '000000000000', Arn: 'arn' },
        ResponseMetadata: { RequestId: reply.requestId },
      },
    });
  });

  it('have no result where the operation has no output', () => {
    expect(parsed(write(iam, 'DeleteRole', undefined))).toEqual({
      DeleteRoleResponse: { '@_xmlns': 'https://iam.amazonaws.com/doc/2010-05-08/', ResponseMetadata: { RequestId: reply.requestId } },
    });
  });

  it('write lists as member, an empty one as an empty element', () => {
    const date = new Date('2024-05-06T07:08:09Z');
    const { body } = write(iam, 'ListRoles', { Roles: [{ RoleName: 'r', CreateDate: date, Tags: [] }], IsTruncated: false });
    expect(body).toContain(
      '<Roles><member><RoleName>r</RoleName><CreateDate>2024-05-06T07:08:09Z</CreateDate><Tags></Tags></member></Roles>',
    );
  });
});

describe('errors', () => {
  const shown = (error: FrameworkError): WireResponse => awsQuery.writeError(error, reply, sts.facts, sts);

  it('call violated constraints ValidationError', () => {
    const message = "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null";
    expect(parsed(shown(new FrameworkError('ValidationException', message)))).toEqual({
      ErrorResponse: {
        '@_xmlns': 'https://sts.amazonaws.com/doc/2011-06-15/',
        Error: { Type: 'Sender', Code: 'ValidationError', Message: message },
        RequestId: reply.requestId,
      },
    });
  });

  it('call an unknown action InvalidAction, with 400', () => {
    const response = shown(new FrameworkError('UnknownOperationException', 'Could not find operation X for version 2011-06-15'));
    expect(response.status).toBe(400);
    expect(parsed(response)).toMatchObject({ ErrorResponse: { Error: { Code: 'InvalidAction' } } });
  });

  it('keep a code that was given', () => {
    const response = shown(new FrameworkError('UnknownOperationException', 'Missing Action', { code: 'MissingAction', httpStatus: 400 }));
    expect(parsed(response)).toMatchObject({ ErrorResponse: { Error: { Code: 'MissingAction', Message: 'Missing Action' } } });
  });

  it("blame the server for the server's faults", () => {
    const response = shown(new FrameworkError('InternalFailure', 'x'));
    expect(response.status).toBe(500);
    expect(parsed(response)).toMatchObject({ ErrorResponse: { Error: { Type: 'Receiver', Code: 'InternalFailure' } } });
  });

  it('are written for a service that is not known', () => {
    const response = awsQuery.writeError(new FrameworkError('NotImplemented', 'The service ec2 is not emulated'), reply);
    expect(response.status).toBe(501);
    expect(parsed(response)).toMatchObject({ ErrorResponse: { Error: { Code: 'NotImplemented' } } });
  });
});
