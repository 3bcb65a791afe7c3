/** The pages that S3 makes for browsers where there is no object to show. Recorded on AWS, to the letter. */
import { STATUS_CODES } from 'node:http';

/** Code, message and members of an error, in the order in which they are shown. */
export type Facts = readonly (readonly [name: string, value: string])[];

interface Refused {
  readonly code: string;
  readonly message: string;
  readonly members: Readonly<Record<string, unknown>>;
}

export const factsOf = ({ code, message, members }: Refused): Facts => [['Code', code], ['Message', message], ...detailsOf(members)];

/** The members that pages and headers show. */
export const detailsOf = (members: Readonly<Record<string, unknown>>): Facts =>
  // Of a delete marker's version the API alone speaks.
  Object.entries(members).flatMap(([name, value]) => (typeof value === 'string' && name !== 'VersionId' ? [[name, value] as const] : []));

export interface Page {
  readonly status: number;
  readonly facts: Facts;
  readonly requestId: string;
  /** Why the site's own error document can't be shown. */
  readonly noErrorDocument?: Facts;
}

export function writePage({ status, facts, requestId, noErrorDocument }: Page): string {
  const title = `${status} ${STATUS_CODES[status] ?? ''}`;
  const missing =
    noErrorDocument === undefined
      ? ''
      : `<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n${list(noErrorDocument)}`;
  const shown = list([...facts, ['RequestId', requestId], ['HostId', requestId]]);
  return `<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n${shown}${missing}<hr/>\n</body>\n</html>\n`;
}

const list = (facts: Facts): string => `<ul>\n${facts.map(([name, value]) => `<li>${name}: ${escaped(value)}</li>\n`).join('')}</ul>\n`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
