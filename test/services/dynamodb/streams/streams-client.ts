/** Calls of DynamoDB Streams as JSON, and the ways in which tests read a stream. */
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import type {
  DescribeStreamOutput,
  DynamodbStreamsRecord,
  GetRecordsOutput,
  GetShardIteratorOutput,
  ListStreamsOutput,
  Shard,
  StreamDescription,
} from '../../../../generated/dynamodb-streams/types.js';
import { type RawAnswer, send, signedFor } from '../../emulator.js';
import type { OpenDynamodb } from '../open-dynamodb.js';

interface Outputs {
  DescribeStream: DescribeStreamOutput;
  GetRecords: GetRecordsOutput;
  GetShardIterator: GetShardIteratorOutput;
  ListStreams: ListStreamsOutput;
}

export interface StreamRefusal {
  readonly type: string;
  readonly message: string;
}

export class StreamsClient {
  readonly #dynamodb: OpenDynamodb;
  readonly #region: string;

  constructor(dynamodb: OpenDynamodb, region = 'us-east-1') {
    this.#dynamodb = dynamodb;
    this.#region = region;
  }

  async call<O extends keyof Outputs>(operation: O, input: object): Promise<Outputs[O]> {
    const { status, body } = await this.#send(operation, input);
    expect(`${status} ${body}`).toMatch(/^200 /);
    // What the emulator's own writer made of the operation's output; timestamps are numbers in it.
    return JSON.parse(body) as Outputs[O];
  }

  async refusal(operation: keyof Outputs, input: object): Promise<StreamRefusal> {
    const { status, body } = await this.#send(operation, input);
    expect(`${status} ${body}`).toMatch(/^400 /);
    const { __type: type, message } = JSON.parse(body) as { readonly __type: string; readonly message: string };
    return { type: type.replace(/^.*#/, ''), message };
  }

  #send(operation: string, input: object): Promise<RawAnswer> {
    return send(this.#dynamodb.aws, {
      method: 'POST',
      target: '/',
      headers: {
        ...signedFor('dynamodb', this.#region),
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
      },
      body: JSON.stringify(input),
    });
  }

  async describe(StreamArn: string): Promise<StreamDescription> {
    const { StreamDescription: description } = await this.call('DescribeStream', { StreamArn });
    return description ?? expect.fail('no description');
  }

  async shards(StreamArn: string): Promise<readonly Shard[]> {
    return (await this.describe(StreamArn)).Shards ?? [];
  }

  /** Of the stream's last shard. */
  async iterator(StreamArn: string, ShardIteratorType: string, SequenceNumber?: string): Promise<string> {
    const ShardId = (await this.shards(StreamArn)).at(-1)?.ShardId;
    const { ShardIterator } = await this.call('GetShardIterator', { StreamArn, ShardId, ShardIteratorType, SequenceNumber });
    return ShardIterator ?? expect.fail('no iterator');
  }

  /** Everything that the stream's shards hold. */
  async records(StreamArn: string): Promise<readonly DynamodbStreamsRecord[]> {
    const records: DynamodbStreamsRecord[] = [];
    for (const { ShardId } of await this.shards(StreamArn)) {
      const input = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
      let { ShardIterator: next } = await this.call('GetShardIterator', input);
      for (let isEmpty = false; next !== undefined && !isEmpty; ) {
        const page: GetRecordsOutput = await this.call('GetRecords', { ShardIterator: next });
        records.push(...(page.Records ?? []));
        isEmpty = page.Records?.length === 0;
        next = page.NextShardIterator;
      }
    }
    return records;
  }
}

/** @returns the ARN of the new table's stream */
export async function createStreamTable(
  dynamodb: OpenDynamodb,
  name: string,
  StreamViewType: 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES' = 'NEW_AND_OLD_IMAGES',
): Promise<string> {
  const { TableDescription } = await dynamodb.createTable(
    name,
    { id: 'S' },
    { StreamSpecification: { StreamEnabled: true, StreamViewType } },
  );
  return TableDescription?.LatestStreamArn ?? expect.fail('no stream');
}

export async function disableStream(dynamodb: OpenDynamodb, TableName: string): Promise<void> {
  await dynamodb.client.send(new UpdateTableCommand({ TableName, StreamSpecification: { StreamEnabled: false } }));
}
