/** The log: JSON lines on standard error through pino, which loads at the first line that is written. */
import type { Logger } from 'pino';
import type { RequestOutcome } from './request-outcome.js';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

const order: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];

type Line = readonly [level: Exclude<LogLevel, 'silent'>, facts: object, message: string];

export class Log {
  readonly level: LogLevel;
  readonly #rank: number;
  #logger: Logger | undefined;
  #loading: Promise<void> | undefined;
  #waiting: Line[] = [];

  constructor(level: LogLevel) {
    this.level = level;
    this.#rank = order.indexOf(level);
  }

  enabled(level: Exclude<LogLevel, 'silent'>): boolean {
    return order.indexOf(level) >= this.#rank;
  }

  /** One line a request, at info; inputs only at debug. */
  request(outcome: RequestOutcome): void {
    if (this.#rank > 2) return;
    const { service, operation, accountId, region, status, code, durationMs, requestId } = outcome;
    const facts = {
      service,
      operation,
      accountId,
      region,
      status,
      ...(code === '' ? {} : { code }),
      ms: Math.round(durationMs * 100) / 100,
      requestId,
    };
    this.#write('info', facts, code === '' ? `${service}.${operation}` : `${service || '-'}.${operation || '-'} ${code}`);
  }

  debug(facts: object, message: string): void {
    this.#write('debug', facts, message);
  }

  info(facts: object, message: string): void {
    this.#write('info', facts, message);
  }

  warn(facts: object, message: string): void {
    this.#write('warn', facts, message);
  }

  error(facts: object, message: string): void {
    this.#write('error', facts, message);
  }

  /** Resolves when every line so far was handed to the operating system. */
  async flush(): Promise<void> {
    await this.#loading;
    const logger = this.#logger;
    if (logger !== undefined) await new Promise<void>((resolve) => logger.flush(() => resolve()));
  }

  #write(level: Line[0], facts: object, message: string): void {
    if (!this.enabled(level)) return;
    if (this.#logger !== undefined) {
      this.#logger[level](facts, message);
      return;
    }
    this.#waiting.push([level, facts, message]);
    this.#loading ??= this.#load();
  }

  async #load(): Promise<void> {
    // The answer that caused the first line goes out before pino is compiled.
    await new Promise<void>((resolve) => setImmediate(resolve));
    // CommonJS: once bundled it has a default export alone.
    const { default: pino } = await import('pino');
    this.#logger = pino(
      { level: this.level, base: null, serializers: { error: pino.stdSerializers.err } },
      pino.destination({ fd: 2, sync: false }),
    );
    for (const [level, facts, message] of this.#waiting) this.#logger[level](facts, message);
    this.#waiting = [];
  }
}
