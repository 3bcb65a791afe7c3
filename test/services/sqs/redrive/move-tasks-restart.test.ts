/** Message move tasks outlive what happens around them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateQueueCommand,
  ListMessageMoveTasksCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../../../src/index.js';

const SourceArn = 'arn:aws:sqs:us-east-1:000000000000:letters';
const DestinationArn = 'arn:aws:sqs:us-east-1:000000000000:elsewhere';

async function startTask(aws: Tinsmith): Promise<void> {
  const sqs = new SQSClient(aws.clientConfig());
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'letters' }));
  await sqs.send(new CreateQueueCommand({ QueueName: 'elsewhere' }));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: SourceArn, maxReceiveCount: 1 });
  await sqs.send(new CreateQueueCommand({ QueueName: 'source', Attributes: { RedrivePolicy } }));
  for (let n = 0; n < 4; n += 1) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: String(n) }));
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: 1 }));
  sqs.destroy();
}

async function taskOf(aws: Tinsmith) {
  const sqs = new SQSClient(aws.clientConfig());
  const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
  sqs.destroy();
  return Results.map(({ Status, ApproximateNumberOfMessagesMoved }) => [Status, ApproximateNumberOfMessagesMoved]);
}

it('goes on after a restart', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tinsmith-moves-'));
  const first = await startTinsmith({ listen: false, dataDir });
  await first.clock.freeze(new Date('2030-01-01'));
  await startTask(first);
  await first.clock.advance(2000);
  await first.stop();

  const second = await startTinsmith({ listen: false, dataDir });
  await second.clock.freeze(new Date('2030-01-01T00:00:02Z'));
  expect(await taskOf(second)).toEqual([['RUNNING', 2]]);
  await second.clock.advance(2000);
  expect(await taskOf(second)).toEqual([['COMPLETED', 4]]);
  await second.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it('goes on from a snapshot that is restored', async () => {
  const aws = await startTinsmith({ listen: false });
  await aws.clock.freeze(new Date('2030-01-01'));
  await startTask(aws);
  await aws.clock.advance(1000);
  await aws.snapshot();
  await aws.reset({ service: 'sqs' });
  await aws.clock.advance(1000);
  await aws.restore();
  await aws.clock.advance(2000);
  expect(await taskOf(aws)).toEqual([['COMPLETED', 4]]);
  await aws.stop();
});
