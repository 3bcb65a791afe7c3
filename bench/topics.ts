/** What a Publish costs: to one queue beside the bare server, and to a hundred queues beside one. */
import { type Figure, medianRatio } from './figure.js';
import { runLoad } from './load.js';
import { query } from './requests.js';
import { startBareServer, startTinsmith } from './server-process.js';
import { compete, type Effort, shareFigure } from './throughput.js';

const ACCOUNT = '000000000000';
const QUEUES = 100;
/** As often as a Publish to one queue may a Publish to all of them cost. */
const MOST = 25;

const topicArn = (name: string): string => `arn:aws:sns:us-east-1:${ACCOUNT}:${name}`;
const sns = (action: string, input: Readonly<Record<string, string>>): Buffer => query('sns', '2010-03-31', action, input);

const createTopic = (Name: string): Buffer => sns('CreateTopic', { Name });
const createQueue = (QueueName: string): Buffer => query('sqs', '2012-11-05', 'CreateQueue', { QueueName });
const subscribe = (topic: string, queue: string): Buffer =>
  sns('Subscribe', { TopicArn: topicArn(topic), Protocol: 'sqs', Endpoint: `arn:aws:sqs:us-east-1:${ACCOUNT}:${queue}` });
const publish = (topic: string): Buffer =>
  sns('Publish', { TopicArn: topicArn(topic), Message: JSON.stringify({ order: 'x'.repeat(1000) }) });

export async function measureTopics(effort: Effort): Promise<readonly Figure[]> {
  const bare = await startBareServer();
  const tinsmith = await startTinsmith();
  try {
    const queues = Array.from({ length: QUEUES }, (_, index) => `queue-${index}`);
    const preparation = [
      createTopic('one'),
      createTopic('many'),
      createQueue('alone'),
      subscribe('one', 'alone'),
      ...queues.flatMap((queue) => [createQueue(queue), subscribe('many', queue)]),
    ];
    // Not empty at these indexes.
    await runLoad(tinsmith.port, { requests: preparation.length, connections: 1 }, (n) => preparation[n] as Buffer);
    const [one, theirs, many] = await compete(
      [
        { server: tinsmith, requests: [publish('one')] },
        { server: bare, requests: [publish('one')] },
        { server: tinsmith, requests: [publish('many')] },
      ],
      effort,
    );
    if (one === undefined || theirs === undefined || many === undefined) throw new Error('Each contestant has samples');
    const ratio = medianRatio(one.rates, many.rates);
    return [
      shareFigure({ name: 'SNS Publish to one queue, 1 KB', goal: 0.4, own: one, bare: theirs }),
      {
        name: `SNS Publish to ${QUEUES} queues`,
        goal: `at most ${MOST} times one to a single queue`,
        value: ratio.toFixed(1),
        detail: `${(medianRatio(many.costs, one.costs)).toFixed(1)} by CPU`,
        met: ratio <= MOST,
      },
    ];
  } finally {
    await Promise.all([tinsmith.stop(), bare.stop()]);
  }
}
