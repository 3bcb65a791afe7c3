/** An emulator without a socket, on either engine, and what tests of a service's behaviour ask of its answers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpRequest } from '@smithy/types';
import { expect } from 'vitest';
import { type StartOptions, startTinsmith, type Tinsmith } from '../../src/index.js';

export const engines = ['memory', 'sqlite'] as const;
export type EngineName = (typeof engines)[number];

export interface OpenEmulator {
  readonly aws: Tinsmith;
  /** Stops it and removes its data directory. */
  close(): Promise<void>;
}

export async function openEmulator(engine: EngineName, options: StartOptions = {}): Promise<OpenEmulator> {
  const dataDir = engine === 'sqlite' ? await mkdtemp(join(tmpdir(), 'tinsmith-service-')) : undefined;
  const aws = await startTinsmith({ listen: false, ...(dataDir === undefined ? {} : { dataDir }), ...options });
  return {
    aws,
    close: async () => {
      await aws.stop();
      if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export interface RawRequest {
  readonly method?: string;
  /** Undecoded, with its query. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request as a client without SDK writes it, unsigned unless its headers say otherwise. */
export async function send(aws: Tinsmith, { method = 'GET', target, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  const request: HttpRequest = {
    method,
    protocol: 'http:',
    hostname: 'localhost',
    port: 4566,
    path: target,
    query: {},
    headers: { ...headers },
    body,
  };
  const { response } = await aws.handler.handle(request);
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') };
}

/** The Authorization header of a request whose signature nobody checks. */
export const signedFor = (service: string, region = 'us-east-1', accessKeyId = 'test'): Record<string, string> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

/** The text of the first element of that name. */
export const elementOf = (xml: string, name: string): string | undefined => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

/** An SDK's exception, as far as it is the service's answer. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly status: number | undefined;
  /** Further members of the answer. */
  readonly members: Readonly<Record<string, unknown>>;
}

const NOT_MEMBERS = new Set(['name', 'message', 'stack', '$fault', '$metadata', '$response', '$retryable', 'Code', 'RequestId', 'HostId']);

/** What the call is refused with; the test fails when it isn't. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await call.then(
    () => expect.fail('the call was answered'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error) || !('$metadata' in error)) throw error;
  // SDK exceptions carry the status in their metadata.
  const { $metadata, ...rest } = error as Error & { readonly $metadata: { readonly httpStatusCode?: number } };
  const members = Object.fromEntries(Object.entries(rest).filter(([name]) => !NOT_MEMBERS.has(name)));
  return { code: error.name, message: error.message, status: $metadata.httpStatusCode, members };
}
