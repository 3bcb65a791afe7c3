/** The two that a request is sent to: DynamoDB Local and tinsmith, both as a client without SDK does. */
import { Agent, request } from 'node:http';
import type { Tinsmith } from '../../../src/index.js';
import { send, signedFor } from '../../services/emulator.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** A request: an operation of DynamoDB, or of its streams, and its input. */
export interface Call {
  readonly operation: string;
  readonly input: JsonObject;
}

export interface Reply {
  readonly status: number;
  readonly body: JsonObject;
}

export type Side = (call: Call) => Promise<Reply>;

const STREAMS = new Set(['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams']);

const headersOf = (operation: string): Record<string, string> => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': `${STREAMS.has(operation) ? 'DynamoDBStreams' : 'DynamoDB'}_20120810.${operation}`,
  ...signedFor('dynamodb'),
});

// Both services answer objects.
const objectOf = (text: string): JsonObject => (text === '' ? {} : (JSON.parse(text) as JsonObject));

/** @param emulator listens nowhere: it is called in process. */
export const tinsmithSide =
  (emulator: Tinsmith): Side =>
  async ({ operation, input }) => {
    const headers = headersOf(operation);
    const { status, body } = await send(emulator, { method: 'POST', target: '/', headers, body: JSON.stringify(input) });
    return { status, body: objectOf(body) };
  };

/** @param endpoint as in `http://127.0.0.1:8000` */
export function localSide(endpoint: string): Side & { readonly close: () => void } {
  const agent = new Agent({ keepAlive: true });
  const call: Side = ({ operation, input }) =>
    new Promise((resolve, reject) => {
      const sent = request(endpoint, { method: 'POST', agent, headers: headersOf(operation) }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('error', reject);
        answer.once('end', () => {
          try {
            resolve({ status: answer.statusCode ?? 0, body: objectOf(Buffer.concat(chunks).toString('utf8')) });
          } catch (problem) {
            reject(problem);
          }
        });
      });
      sent.once('error', reject);
      sent.end(JSON.stringify(input));
    });
  return Object.assign(call, { close: () => agent.destroy() });
}
