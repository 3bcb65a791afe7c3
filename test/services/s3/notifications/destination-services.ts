/** S3 beside services that only write down what they get: queues, topics, functions and an event bus. */
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach } from 'vitest';
import { catalog } from '../../../../generated/catalog.js';
import { createClock } from '../../../../src/clock/emulator-clock.js';
import { ServiceError } from '../../../../src/contract/errors.js';
import { Emulator } from '../../../../src/gateway/emulator.js';
import { Log } from '../../../../src/gateway/log.js';
import { InProcessHandler } from '../../../../src/in-process/handler.js';
import type { CallAs, ServiceClients, ServiceDependencies } from '../../../../src/services/dependencies.js';
import { loadService } from '../../../../src/services/registry.js';
import { create } from '../../../../src/services/s3/index.js';
import { openState } from '../../../../src/state/open.js';

export const Bucket = 'a-bucket';

class ResourceMissing extends ServiceError {
  readonly code = 'ResourceNotFoundException';
  readonly httpStatus = 404;
  readonly fault = 'client';
  readonly shape = 'ResourceNotFoundException';
}

export interface Delivery {
  /** `sqs.sendMessage` */
  readonly call: string;
  readonly input: unknown;
  readonly as: CallAs;
}

export interface Surroundings {
  readonly s3: S3Client;
  /** What was delivered so far, once nothing is on its way any more. */
  delivered(): Promise<readonly Delivery[]>;
  /** The records that queues, topics or functions were sent. */
  records(): Promise<readonly EventRecordShape[]>;
  /** Moves the clock, in milliseconds. */
  advance(ms: number): Promise<void>;
  /** What is there from now on. */
  readonly existing: Set<string>;
}

/** As a consumer reads it. */
export interface EventRecordShape {
  readonly eventName: string;
  readonly s3: { readonly configurationId: string; readonly object: Readonly<Record<string, unknown>> };
  readonly [member: string]: unknown;
}

export const queueArn = 'arn:aws:sqs:us-east-1:000000000000:queue';
export const topicArn = 'arn:aws:sns:us-east-1:000000000000:topic';
export const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:function';

/** Anew for each test. */
export function besideOtherServices(): Surroundings {
  let client: S3Client | undefined;
  let emulator: Emulator | undefined;
  let deliveries: Delivery[] = [];
  const existing = new Set<string>();

  beforeEach(async () => {
    deliveries = [];
    existing.clear();
    for (const arn of [queueArn, topicArn, functionArn]) existing.add(arn);
    const others = writingDown((delivery) => deliveries.push(delivery), existing);
    emulator = new Emulator({
      catalog,
      // Only these services are called by S3.
      loadService: async (name) =>
        name === 's3' ? (deps: ServiceDependencies) => ({ ...create({ ...deps, services: others }) }) as never : loadService(name),
      kernel: await openState(),
      clock: createClock(),
      log: new Log('silent'),
      defaultAccount: '000000000000',
      defaultRegion: 'us-east-1',
    });
    const opened = emulator;
    client = new S3Client({
      endpoint: 'http://localhost:4566',
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      requestHandler: new InProcessHandler((request) => opened.dispatch(request)),
    });
    await client.send(new CreateBucketCommand({ Bucket }));
  });
  afterEach(async () => {
    client?.destroy();
    await emulator?.close();
  });

  const delivered = async (): Promise<readonly Delivery[]> => {
    // Deliveries take turns of the event loop, and none of them waits for anything else.
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    return deliveries;
  };
  return {
    existing,
    delivered,
    advance: async (ms) => {
      await emulator?.clock.advance(ms);
    },
    records: async () => (await delivered()).flatMap(recordsIn),
    get s3() {
      if (client === undefined) throw new Error('Nothing is open yet.');
      return client;
    },
  };
}

function recordsIn({ input }: Delivery): readonly EventRecordShape[] {
  const { MessageBody, Message, Payload } = input as { MessageBody?: string; Message?: string; Payload?: Uint8Array };
  const text = MessageBody ?? Message ?? (Payload === undefined ? '{}' : Buffer.from(Payload).toString());
  return (JSON.parse(text) as { Records?: readonly EventRecordShape[] }).Records ?? [];
}

function writingDown(write: (delivery: Delivery) => void, existing: ReadonlySet<string>): ServiceClients {
  const check = (arn: string): void => {
    if (!existing.has(arn)) throw new ResourceMissing(`${arn} is missing`);
  };
  const noting = (call: string) => async (input: unknown, as: CallAs) => {
    write({ call, input, as });
    return {};
  };
  const clients = {
    sqs: {
      sendMessage: async (input: { QueueUrl: string }, as: CallAs) => {
        const [owner = '', name = ''] = input.QueueUrl.split('/').slice(-2);
        check(`arn:aws:sqs:us-east-1:${owner}:${name}`);
        return noting('sqs.sendMessage')(input, as);
      },
    },
    sns: {
      publish: async (input: { TopicArn: string }, as: CallAs) => {
        check(input.TopicArn);
        return noting('sns.publish')(input, as);
      },
    },
    lambda: {
      getFunction: async ({ FunctionName }: { FunctionName: string }) => check(FunctionName),
      invoke: noting('lambda.invoke'),
    },
    events: { describeEventBus: async () => ({}), putEvents: noting('events.putEvents') },
  };
  // The services that S3 notifies, and none else.
  return clients as unknown as ServiceClients;
}
