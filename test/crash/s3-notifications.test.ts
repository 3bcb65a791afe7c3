/** The whole emulator under SIGKILL, while S3 tells a queue of objects that are put. */
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryDirectory } from '../state/temporary-directory.js';
import { startEmulator } from './started-emulator.js';

const WRITERS = 8;
const KILLS = 3;
const Bucket = 'crash';

interface Clients {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
}

function clientsOf(endpoint: string): Clients {
  const config = { endpoint, region: 'us-east-1', maxAttempts: 1, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const clients = { s3: new S3Client({ ...config, forcePathStyle: true }), sqs: new SQSClient(config) };
  onTestFinished(() => {
    clients.s3.destroy();
    clients.sqs.destroy();
  });
  return clients;
}

/** The keys that the messages in the queue tell of, until all of these are among them. */
async function receive(sqs: SQSClient, QueueUrl: string, wanted: ReadonlySet<string>): Promise<void> {
  const missing = new Set(wanted);
  while (missing.size > 0) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 10 }));
    if (Messages.length === 0) expect.fail(`nothing tells of ${[...missing].join(', ')}`);
    for (const { Body = '' } of Messages) {
      // As S3 writes it.
      const { Records } = JSON.parse(Body) as {
        readonly Records: readonly { readonly s3: { readonly object: { readonly key: string } } }[];
      };
      for (const { s3 } of Records) missing.delete(s3.object.key);
    }
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}

it('tells of every acknowledged object, without being called again', { timeout: 120_000 }, async () => {
  const directory = temporaryDirectory();
  let emulator = await startEmulator(directory);
  let { s3, sqs } = clientsOf(emulator.endpoint);
  await s3.send(new CreateBucketCommand({ Bucket }));
  await sqs.send(new CreateQueueCommand({ QueueName: 'crash' }));
  const QueueConfigurations = [{ QueueArn: 'arn:aws:sqs:us-east-1:000000000000:crash', Events: ['s3:ObjectCreated:*' as const] }];
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: { QueueConfigurations },
      SkipDestinationValidation: true,
    }),
  );
  for (let kill = 0; kill < KILLS; kill += 1) {
    const acknowledged = new Set<string>();
    const running = emulator;
    const keepPutting = async (writer: number): Promise<void> => {
      for (let number = 0; ; number += 1) {
        const Key = `${kill}-${writer}-${number}`;
        const isPut = await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key })).then(
          () => true,
          () => false,
        );
        if (!isPut) return;
        acknowledged.add(Key);
        if (acknowledged.size === 40 + kill) void running.kill();
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => keepPutting(writer)));
    await emulator.kill();
    emulator = await startEmulator(directory);
    ({ s3, sqs } = clientsOf(emulator.endpoint));
    await receive(sqs, `${emulator.endpoint}/000000000000/crash`, acknowledged);
  }
});
