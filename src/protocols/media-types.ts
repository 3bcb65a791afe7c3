/** Content-Type and Accept against what an operation reads and writes: 415 and 406, as Smithy demands of REST servers. */
import { FrameworkError } from '../contract/errors.js';

/** `Application/JSON; charset=utf-8` -> `application/json` */
export function mediaTypeOf(header: string): string {
  const end = header.indexOf(';');
  return (end < 0 ? header : header.slice(0, end)).trim().toLowerCase();
}

/** Refuses a body whose type isn't one of those; none at all isn't one of them. */
export function checkContentType(header: string | undefined, accepted: readonly string[]): void {
  if (header === undefined || !accepted.includes(mediaTypeOf(header))) {
    throw new FrameworkError('UnsupportedMediaTypeException', `Unsupported content type: ${header ?? ''}`);
  }
}

/** Refuses a caller that won't take what is going to be written. */
export function checkAccept(header: string | undefined, written: string): void {
  if (header === undefined || header === '' || header === '*/*') return;
  const [family] = written.split('/');
  for (const range of header.split(',')) {
    const type = mediaTypeOf(range);
    if (type === written || type === '*/*' || type === '*' || type === `${family}/*`) return;
  }
  throw new FrameworkError('NotAcceptableException', `The answer is ${written}, which Accept doesn't allow.`);
}
