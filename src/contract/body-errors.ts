/** Why a request's body couldn't be had. The gateway's body readers throw these; dispatch turns them into the service's own answer. */

export class BodyTooLarge extends Error {
  /** Bytes that were allowed. */
  readonly limit: number;

  constructor(limit: number) {
    super(`The request's body is longer than ${limit} bytes.`);
    this.limit = limit;
  }

  override get name(): string {
    return 'BodyTooLarge';
  }
}

/** The client went away, or stalled, before its body was complete. Nobody waits for an answer. */
export class BodyBroken extends Error {
  constructor(reason: string) {
    super(`The request's body is incomplete: ${reason}.`);
  }

  override get name(): string {
    return 'BodyBroken';
  }
}
