/** One POST to an endpoint outside of the emulator. */
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { Random } from '../../../dependencies.js';
import { digestAuthorization } from './digest.js';

export interface Post {
  readonly url: string;
  /** Names in the case in which they are sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PostOptions {
  /** Milliseconds of real time from the connection to the answer's end. */
  readonly timeoutMs: number;
  /** Ends it at once. */
  readonly signal: AbortSignal;
  readonly random: Random;
}

/** What became of it: a status, or why there is none. */
export type PostResult = { readonly status: number } | { readonly error: string };

interface Challenge {
  readonly status: number;
  /** What the endpoint wants to be shown, where it refuses whoever shows nothing. */
  readonly challenge: string | undefined;
}

/**
 * Credentials that stand in the URL are shown once the endpoint asks for them, as AWS does.
 * It never rejects.
 */
export async function post(message: Post, options: PostOptions): Promise<PostResult> {
  try {
    const url = new URL(message.url);
    const credentials = { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
    const isNamed = url.username !== '';
    url.username = '';
    url.password = '';
    const first = await attempt(url, message, options);
    if (first.status !== 401 || !isNamed || first.challenge === undefined) return first;
    const authorization = /^basic\b/i.test(first.challenge)
      ? `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`
      : digestAuthorization(first.challenge, {
          method: 'POST',
          uri: `${url.pathname}${url.search}`,
          ...credentials,
          cnonce: options.random.hex(8),
        });
    if (authorization === undefined) return first;
    return await attempt(url, { ...message, headers: { ...message.headers, Authorization: authorization } }, options);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

async function attempt(url: URL, { headers, body }: Post, { timeoutMs, signal }: PostOptions): Promise<Challenge> {
  const bytes = Buffer.from(body);
  const options: RequestOptions & { readonly rejectUnauthorized?: boolean } = {
    method: 'POST',
    agent: false,
    signal,
    headers: { ...headers, 'Content-Length': String(bytes.length) },
  };
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  return new Promise((resolve, reject) => {
    // Endpoints of this machine show certificates that nobody has signed.
    const sent: ClientRequest = request(url, url.protocol === 'https:' ? { ...options, rejectUnauthorized: false } : options);
    const giveUp = (): void => {
      sent.destroy(new Error(`No answer within ${timeoutMs / 1000} seconds`));
    };
    // The network's time is real, whatever the emulator's clock says.
    const deadline = AbortSignal.timeout(timeoutMs);
    deadline.addEventListener('abort', giveUp, { once: true });
    sent.on('close', () => deadline.removeEventListener('abort', giveUp));
    sent.on('error', reject);
    sent.on('response', (answer: IncomingMessage) => {
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, challenge: answer.headers['www-authenticate'] }));
      answer.resume();
    });
    sent.end(bytes);
  });
}
