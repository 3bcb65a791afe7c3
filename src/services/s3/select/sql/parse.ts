/** From an expression's text to its syntax tree. Chevrotain loads here, at first use. */
import { ExpressionTooLong } from '../../../../../generated/s3/errors.js';
import type { Select } from './syntax.js';

/** Bytes. Amazon S3 User Guide, "Requirements and limits". */
const LONGEST_EXPRESSION = 256 * 1024;

let parser: ((text: string) => Select) | undefined;

/** @throws what S3 refuses a statement with. */
export async function parseSelect(text: string): Promise<Select> {
  if (Buffer.byteLength(text) > LONGEST_EXPRESSION)
    throw new ExpressionTooLong('The SQL expression is too long: The maximum byte-length for the SQL expression is 256 KB.');
  if (parser === undefined) {
    const { createParser } = await import('./statement-parser.js');
    parser ??= createParser();
  }
  return parser(text);
}
