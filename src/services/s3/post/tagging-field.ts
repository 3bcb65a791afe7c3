/** The tagging document of a form. The protocols read no bodies of forms, so it is read here. */
import { MalformedXML } from '../../../../generated/s3/errors.js';

/**
 * @returns the tags as x-amz-tagging has them. Recorded on AWS: a document of another kind holds none.
 * @throws MalformedXML
 */
export async function tagHeaderOf(xml: string): Promise<string> {
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  if (XMLValidator.validate(xml) !== true || !xml.trimStart().startsWith('<') || /<!(?:DOCTYPE|ENTITY)/i.test(xml)) throw malformed();
  const parser = new XMLParser({ isArray: (name) => name === 'Tag', parseTagValue: false, trimValues: false, removeNSPrefix: true });
  const document: unknown = parser.parse(xml);
  const parameters = new URLSearchParams();
  for (const tag of listAt(document, ['Tagging', 'TagSet', 'Tag'])) {
    const [key, value] = [memberOf(tag, 'Key'), memberOf(tag, 'Value')];
    if (typeof key !== 'string' || typeof value !== 'string') throw malformed();
    parameters.append(key, value);
  }
  return parameters.toString();
}

function listAt(document: unknown, path: readonly string[]): readonly unknown[] {
  let at = document;
  for (const name of path) at = memberOf(at, name);
  return Array.isArray(at) ? at : [];
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

const malformed = (): MalformedXML =>
  new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
