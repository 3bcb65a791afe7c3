/** `/_aws/sqs/messages`, in the forms that LocalStack's guide documents. */
import { request as httpRequest } from 'node:http';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../../../src/index.js';
import { refusal } from '../../emulator.js';

let aws: Tinsmith;
let sqs: SQSClient;
let url: string;
beforeAll(async () => {
  aws = await startTinsmith();
  await aws.clock.freeze();
  sqs = new SQSClient(aws.clientConfig());
  url = (await sqs.send(new CreateQueueCommand({ QueueName: 'seen' }))).QueueUrl ?? '';
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'received' }));
  await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: 'waiting',
      MessageAttributes: { colour: { DataType: 'String', StringValue: 'red' } },
    }),
  );
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'delayed', DelaySeconds: 10 }));
});
afterAll(async () => {
  sqs.destroy();
  await aws.stop();
});

const read = async (path: string, headers: Record<string, string> = {}): Promise<{ status: number; type: string; body: string }> =>
  new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: aws.port, path, headers, agent: false }, (response) => {
      let body = '';
      response.on('data', (piece: Buffer) => {
        body += piece.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body }));
    });
    request.on('error', reject);
    request.end();
  });
const page = (more = ''): string => `/_aws/sqs/messages?QueueUrl=${encodeURIComponent(url)}${more}`;
const bodiesIn = (xml: string): string[] => [...xml.matchAll(/<Body>([^<]*)<\/Body>/g)].map(([, body]) => body ?? '');
const json = { accept: 'application/json' };

describe('a peek into a queue', () => {
  it('answers as ReceiveMessage does in XML, and changes nothing', async () => {
    const first = await read(page());
    expect(first).toMatchObject({ status: 200, type: 'text/xml' });
    expect(first.body).toContain(
      '<ReceiveMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><ReceiveMessageResult><Message>',
    );
    expect(bodiesIn(first.body)).toEqual(['waiting']);
    expect(first.body).toContain('<Attribute><Name>ApproximateReceiveCount</Name><Value>0</Value></Attribute>');
    expect(first.body).toContain('<MessageAttribute><Name>colour</Name>');
    expect(bodiesIn((await read(page())).body)).toEqual(['waiting']);
  });

  it('answers in JSON to who accepts it', async () => {
    const { type, body } = await read(page(), json);
    expect(type).toBe('application/json');
    expect(JSON.parse(body)).toMatchObject({
      ReceiveMessageResponse: {
        ReceiveMessageResult: {
          Message: [
            {
              MessageId: expect.any(String),
              MD5OfBody: 'cb05cab65afefab8fd3831d92cfc68be',
              Body: 'waiting',
              Attribute: expect.arrayContaining([
                { Name: 'SenderId', Value: '000000000000' },
                { Name: 'ApproximateReceiveCount', Value: '0' },
              ]),
              MessageAttribute: [{ Name: 'colour', Value: { StringValue: 'red', DataType: 'String' } }],
            },
          ],
        },
        ResponseMetadata: { RequestId: expect.any(String) },
      },
    });
  });

  it('shows what is in flight and what is delayed to who asks for it', async () => {
    const shown = async (more: string) => bodiesIn((await read(page(more))).body);
    expect(await shown('&ShowInvisible=true')).toEqual(['received', 'waiting']);
    expect(await shown('&ShowDelayed=true')).toEqual(['waiting', 'delayed']);
    const { body } = await read(page('&ShowInvisible=True&ShowDelayed=1'), json);
    const answer = JSON.parse(body) as {
      ReceiveMessageResponse: { ReceiveMessageResult: { Message: { Body: string; Attribute: { Name: string; Value: string }[] }[] } };
    };
    const states = answer.ReceiveMessageResponse.ReceiveMessageResult.Message.map(({ Body, Attribute }) => [
      Body,
      ...['IsVisible', 'IsDelayed'].map((name) => Attribute.find(({ Name }) => Name === name)?.Value),
    ]);
    expect(states).toEqual([
      ['received', 'false', 'false'],
      ['waiting', 'true', 'false'],
      ['delayed', 'true', 'true'],
    ]);
  });

  it('finds the queue by a path, too', async () => {
    expect(bodiesIn((await read('/_aws/sqs/messages/us-east-1/000000000000/seen')).body)).toEqual(['waiting']);
    expect((await read('/_aws/sqs/messages/eu-west-1/000000000000/seen')).status).toBe(400);
  });

  it('is an endpoint for an SDK', async () => {
    const peeking = new SQSClient({ ...aws.clientConfig(), endpoint: `${aws.endpoint}/_aws/sqs/messages`, useQueueUrlAsEndpoint: false });
    const { Messages } = await peeking.send(new ReceiveMessageCommand({ QueueUrl: url }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['waiting']);
    expect(await refusal(peeking.send(new ReceiveMessageCommand({ QueueUrl: `${url}-not` })))).toMatchObject({
      code: 'QueueDoesNotExist',
      message: 'The specified queue does not exist.',
      status: 400,
    });
    peeking.destroy();
  });

  it.each([
    ['/_aws/sqs/messages', 400, { code: 'MissingRequiredParameterException', message: 'The request must contain the parameter QueueUrl.' }],
    [
      '/_aws/sqs/messages?QueueUrl=http://localhost/000000000000/nowhere',
      400,
      { code: 'QueueDoesNotExist', message: 'The specified queue does not exist.' },
    ],
    ['/_aws/sqs/queues', 404, { message: 'There is no GET /_aws/sqs/queues here.' }],
  ])('refuses %s', async (path, status, body) => {
    const answer = await read(path);
    expect({ status: answer.status, body: JSON.parse(answer.body) as unknown }).toEqual({ status, body });
  });
});
