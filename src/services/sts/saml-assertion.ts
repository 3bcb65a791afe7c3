/** Reads the parts of a SAML response that STS answers with. */
import { createHash } from 'node:crypto';
import { InvalidIdentityTokenException } from '../../../generated/sts/errors.js';

export interface SamlAssertion {
  readonly issuer: string;
  readonly subject: string;
  /** `persistent`, `transient`, or the whole format URI where it is another. */
  readonly subjectType: string;
  /** The Recipient of the subject's confirmation. */
  readonly audience: string;
  /** Milliseconds since the epoch. */
  readonly notOnOrAfter: number | undefined;
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

type Element = { readonly [name: string]: unknown };

const NAME_ID_FORMAT = /^urn:oasis:names:tc:SAML:2\.0:nameid-format:/;

/** @param encoded base64, as the identity provider posts it. */
export async function readSamlAssertion(encoded: string): Promise<SamlAssertion> {
  const response = await parse(Buffer.from(encoded, 'base64').toString('utf8'));
  const assertion = child(child(response, 'Response') ?? response, 'Assertion');
  const subject = child(assertion, 'Subject');
  const nameId = child(subject, 'NameID');
  const confirmation = child(child(subject, 'SubjectConfirmation'), 'SubjectConfirmationData');
  const issuer = textOf(child(assertion, 'Issuer'));
  if (assertion === undefined || issuer === undefined || nameId === undefined)
    throw new InvalidIdentityTokenException('Assertion is missing a required element');
  const expiry = text(confirmation?.['@NotOnOrAfter']);
  return {
    issuer,
    subject: textOf(nameId) ?? '',
    subjectType: (text(nameId['@Format']) ?? '').replace(NAME_ID_FORMAT, ''),
    audience: text(confirmation?.['@Recipient']) ?? '',
    notOnOrAfter: expiry === undefined ? undefined : Date.parse(expiry),
    attributes: readAttributes(child(assertion, 'AttributeStatement')),
  };
}

/** AWS: base64(SHA1(issuer + account id + "/" + the provider's name)). */
export function nameQualifierOf(issuer: string, accountId: string, provider: string): string {
  return createHash('sha1').update(`${issuer}${accountId}/${provider}`).digest('base64');
}

async function parse(xml: string): Promise<Element> {
  if (!xml.includes('<') || /<!DOCTYPE|<!ENTITY/i.test(xml)) throw invalid();
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  if (XMLValidator.validate(xml) !== true) throw invalid();
  const parser = new XMLParser({ removeNSPrefix: true, ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false });
  const parsed: unknown = parser.parse(xml);
  return isElement(parsed) ? parsed : {};
}

function readAttributes(statement: Element | undefined): ReadonlyMap<string, readonly string[]> {
  const attributes = new Map<string, readonly string[]>();
  for (const attribute of elements(statement?.Attribute)) {
    const name = text(attribute['@Name']);
    if (name !== undefined)
      attributes.set(
        name,
        list(attribute.AttributeValue).map((value) => textOf(value) ?? ''),
      );
  }
  return attributes;
}

const invalid = (): InvalidIdentityTokenException => new InvalidIdentityTokenException('Invalid base64 SAMLResponse');
const isElement = (value: unknown): value is Element => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const elements = (value: unknown): readonly Element[] => list(value).filter(isElement);
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const textOf = (value: unknown): string | undefined => (isElement(value) ? text(value['#text']) : text(value))?.trim();

/** An element without attributes is a bare string to the parser. */
function child(parent: Element | undefined, name: string): Element | undefined {
  const [first] = list(parent?.[name]);
  return isElement(first) ? first : typeof first === 'string' ? { '#text': first } : undefined;
}
