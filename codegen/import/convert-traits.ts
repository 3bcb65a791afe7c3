/** Parts of botocore's notation that mean the same wherever they stand. */
import type { Traits } from '../model/ast.js';
import type { BotocoreMetadata, BotocoreXmlNamespace } from './botocore.js';

export const smithy = (trait: string): string => `smithy.api#${trait}`;

/** Traits in a fixed order, whatever order the source has. */
export const sorted = (traits: Traits): Traits =>
  Object.fromEntries(Object.entries(traits).sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)));

/** Protocol names of botocore's metadata, the preferred one first. */
const namesOf = (metadata: BotocoreMetadata): readonly string[] => metadata.protocols ?? [metadata.protocol];

/** Whether requests are bound to methods and paths. */
export const isRest = (metadata: BotocoreMetadata): boolean => namesOf(metadata).some((name) => name.startsWith('rest-'));

/** What a locationName without a location means: the name of an XML element, or a key in JSON. */
export const namesXml = (metadata: BotocoreMetadata): boolean =>
  metadata.awsQueryCompatible !== undefined || namesOf(metadata).some((name) => name === 'rest-xml' || name === 'query' || name === 'ec2');

/** One trait for each protocol that the service speaks. */
export function protocolsOf(metadata: BotocoreMetadata): Traits {
  // Kinesis: HTTP/2 for event streams only.
  const settings = metadata.protocolSettings?.h2 === 'eventstream' ? { http: ['http/1.1', 'h2'], eventStreamHttp: ['h2'] } : {};
  return Object.fromEntries(namesOf(metadata).map((name) => [protocolTrait(name, metadata.jsonVersion), settings]));
}

function protocolTrait(name: string, jsonVersion = '1.0'): string {
  switch (name) {
    case 'json':
      return `aws.protocols#awsJson${jsonVersion.replace('.', '_')}`;
    case 'rest-json':
      return 'aws.protocols#restJson1';
    case 'rest-xml':
      return 'aws.protocols#restXml';
    case 'query':
      return 'aws.protocols#awsQuery';
    case 'ec2':
      return 'aws.protocols#ec2Query';
    case 'smithy-rpc-v2-cbor':
      return 'smithy.protocols#rpcv2Cbor';
    default:
      throw new Error(`unknown protocol ${name}`);
  }
}

export function namespaceTrait(namespace: BotocoreXmlNamespace): { readonly uri: string; readonly prefix?: string } {
  if (typeof namespace === 'string') return { uri: namespace };
  return namespace.prefix === undefined ? { uri: namespace.uri } : { uri: namespace.uri, prefix: namespace.prefix };
}

/** The fact and its date; the advice that AWS adds is prose. */
export function deprecation(of: { readonly deprecated?: boolean; readonly deprecatedSince?: string }): Traits {
  if (of.deprecated !== true) return {};
  return { [smithy('deprecated')]: of.deprecatedSince === undefined ? {} : { since: of.deprecatedSince } };
}
