/** A source that can't be imported; the message is for the person at the command line. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}
