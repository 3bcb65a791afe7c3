export type StateErrorCode =
  | 'unwritable'
  | 'in-use'
  | 'newer-format'
  | 'older-format'
  | 'not-ours'
  | 'damaged'
  | 'misuse'
  | 'closed'
  | 'unknown-blob'
  | 'blob-engine';

/** What the state kernel refuses. The message is one line that can be shown as it is. */
export class StateError extends Error {
  readonly code: StateErrorCode;

  constructor(code: StateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StateError';
    this.code = code;
  }
}

/** In one line. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
