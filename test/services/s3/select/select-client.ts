/** Queries over objects, and what came of them. */
import {
  PutObjectCommand,
  SelectObjectContentCommand,
  type SelectObjectContentCommandInput,
  type SelectObjectContentEventStream,
  type Stats,
} from '@aws-sdk/client-s3';
import { Bucket, type Opened } from '../s3-client.js';

export interface Answer {
  /** The records, one after the other. */
  readonly text: string;
  /** The kinds of the events, in order. */
  readonly events: readonly string[];
  readonly stats: Stats | undefined;
}

export type Query = Partial<SelectObjectContentCommandInput> & {
  readonly Expression: string;
  /** Called with each event. */
  readonly onEvent?: () => void;
};

export const CSV_WITH_HEADER = { CSV: { FileHeaderInfo: 'USE' } } as const;
export const CSV = { CSV: {} } as const;
export const JSON_LINES = { JSON: { Type: 'LINES' } } as const;
export const JSON_DOCUMENT = { JSON: { Type: 'DOCUMENT' } } as const;

export async function query({ s3 }: Opened, Key: string, { onEvent, ...input }: Query): Promise<Answer> {
  const { Payload } = await s3.send(
    new SelectObjectContentCommand({
      Bucket,
      Key,
      ExpressionType: 'SQL',
      InputSerialization: CSV_WITH_HEADER,
      OutputSerialization: { JSON: {} },
      ...input,
    }),
  );
  return read(Payload, onEvent);
}

async function read(payload: AsyncIterable<SelectObjectContentEventStream> | undefined, onEvent?: () => void): Promise<Answer> {
  const events: string[] = [];
  const chunks: Uint8Array[] = [];
  let stats: Stats | undefined;
  for await (const event of payload ?? []) {
    onEvent?.();
    events.push(...Object.keys(event));
    if (event.Records?.Payload !== undefined) chunks.push(event.Records.Payload);
    stats = event.Stats?.Details ?? stats;
  }
  return { text: Buffer.concat(chunks).toString('utf8'), events, stats };
}

/** Puts the object, asks, and gives the records: of JSON, as they parse. */
export function asker(opened: Opened): (Body: string | Uint8Array, input: Query) => Promise<unknown[]> {
  return async (Body, input) => {
    await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'asked', Body }));
    const { text } = await query(opened, 'asked', input);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
  };
}
