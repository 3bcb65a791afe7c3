/** A whole emulator on a free port, and its admin paths as curl would call them. */
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../../src/index.js';

export interface AdminAnswer {
  readonly status: number;
  readonly text: string;
  /** The body as JSON. */
  readonly body: unknown;
}

export interface AdminFixture {
  aws(): Tinsmith;
  /** node:http and not fetch: fetch lets nobody set Host. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<AdminAnswer>;
  /** An AWS call over the same socket. */
  sts(action: string, account?: string): Promise<string>;
}

export function useAdmin(): AdminFixture {
  let running: Tinsmith | undefined;
  beforeAll(async () => {
    running = await startTinsmith();
  });
  afterAll(async () => {
    await running?.stop();
  });
  const aws = (): Tinsmith => {
    if (running === undefined) throw new Error('not started');
    return running;
  };
  return {
    aws,
    call: (method, path, body, headers = {}) =>
      new Promise((resolve, reject) => {
        const { port } = aws();
        const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (piece: string) => {
            text += piece;
          });
          response.on('end', () => {
            const json = response.headers['content-type']?.startsWith('application/json') === true;
            resolve({ status: response.statusCode ?? 0, text, body: json && text !== '' ? JSON.parse(text) : undefined });
          });
        });
        request.on('error', reject);
        request.end(body === undefined ? undefined : JSON.stringify(body));
      }),
    sts: async (action, account = '000000000000') => {
      const response = await fetch(aws().endpoint, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: `AWS4-HMAC-SHA256 Credential=${account}/20300101/eu-west-1/sts/aws4_request, SignedHeaders=host, Signature=00`,
        },
        body: `Action=${action}&Version=2011-06-15`,
      });
      return response.text();
    },
  };
}
