/** The inside of an Error element: what XML and query services say about an error. */

import { type AwsError, FrameworkError, ServiceError } from '../../contract/errors.js';
import type { ServiceTables } from '../../contract/operation.js';
import type { ErrorTraits, StructureShape } from '../../contract/shapes.js';
import { escapeText } from '../../contract/xml-text.js';
import { compileHeadersWriter } from '../http-response.js';
import { compilersOf } from './documents.js';

type Members = Readonly<Record<string, unknown>>;
/** Members become elements of their own names; nothing else may stand where a name does. */
const ELEMENT_NAME = /^[A-Za-z_][-\w.]*$/;

export const textElement = (name: string, text: string): string => `<${name}>${escapeText(text)}</${name}>`;

/** The shape of an error that the service models. */
export function modelledShape(
  error: AwsError,
  tables: ServiceTables | undefined,
): (StructureShape & { readonly error: ErrorTraits }) | undefined {
  if (!(error instanceof ServiceError)) return undefined;
  const shape = tables?.shapes[error.shape];
  if (shape?.type !== 'structure' || shape.error === undefined) return undefined;
  return { ...shape, error: shape.error };
}

/** How the members of one modelled error are written, compiled when the error first comes. */
interface ErrorWriters {
  readonly content: (members: Members) => string;
  readonly headers: (members: Record<string, unknown>, headers: Record<string, string>) => void;
}

const compiled = new WeakMap<ServiceTables, Map<string, ErrorWriters>>();

function writersOf(tables: ServiceTables, key: string, shape: StructureShape): ErrorWriters {
  let ofService = compiled.get(tables);
  if (ofService === undefined) {
    ofService = new Map();
    compiled.set(tables, ofService);
  }
  let writers = ofService.get(key);
  if (writers === undefined) {
    const names = Object.keys(shape.members).filter((name) => !isMessage(name) && shape.members[name]?.httpHeader === undefined);
    writers = { content: compilersOf(tables).writer.structure(key, names).content, headers: compileHeadersWriter(tables, key) };
    ofService.set(key, writers);
  }
  return writers;
}

/** The error's further members, message aside: as the model has them, then what AWS adds without modelling it (S3's BucketName). */
export function memberElements(error: AwsError, tables: ServiceTables | undefined): string {
  const members: Members = error instanceof ServiceError || error instanceof FrameworkError ? error.members : {};
  const shape = modelledShape(error, tables);
  let text = '';
  if (shape !== undefined && tables !== undefined && error instanceof ServiceError) {
    text += writersOf(tables, error.shape, shape).content(members);
  }
  for (const [name, value] of Object.entries(members)) {
    if (isMessage(name) || shape?.members[name] !== undefined || !ELEMENT_NAME.test(name)) continue;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') text += textElement(name, String(value));
  }
  return text;
}

/** The members that travel in headers. */
export function memberHeaders(error: AwsError, tables: ServiceTables | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  const shape = modelledShape(error, tables);
  if (shape !== undefined && tables !== undefined && error instanceof ServiceError) {
    writersOf(tables, error.shape, shape).headers({ ...error.members }, headers);
  }
  return headers;
}

const isMessage = (name: string): boolean => name.toLowerCase() === 'message';
