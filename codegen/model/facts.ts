/** The facts of a service, from its traits. */
import type { ProtocolName, ServiceFacts } from '../../src/contract/operation.js';
import { type AstShape, localName, type Traits } from './ast.js';
import { xmlNamespaceOf } from './traits.js';

const protocolTraits: Readonly<Record<string, ProtocolName>> = {
  'aws.protocols#awsJson1_0': 'awsJson1_0',
  'aws.protocols#awsJson1_1': 'awsJson1_1',
  'aws.protocols#restJson1': 'restJson1',
  'aws.protocols#restXml': 'restXml',
  'aws.protocols#awsQuery': 'awsQuery',
  'aws.protocols#ec2Query': 'ec2Query',
  'smithy.protocols#rpcv2Cbor': 'rpcv2Cbor',
};

interface ServiceTrait {
  readonly sdkId?: string;
  readonly endpointPrefix?: string;
  readonly arnNamespace?: string;
}

/** `commonErrors` are keys of the service's errors. */
export function factsOf(name: string, id: string, service: AstShape, commonErrors: readonly string[]): ServiceFacts {
  const traits: Traits = service.traits ?? {};
  // Traits have the shape that Smithy's prelude and AWS's trait definitions give them.
  const about = (traits['aws.api#service'] ?? {}) as ServiceTrait;
  const sigv4 = (traits['aws.auth#sigv4'] ?? {}) as { readonly name?: string };
  const restXml = (traits['aws.protocols#restXml'] ?? {}) as { readonly noErrorWrapping?: boolean };
  const sdkId = about.sdkId ?? localName(id);
  // The default of the endpointPrefix property is the arnNamespace, whose default is the service's name in lower case.
  const endpointPrefix = about.endpointPrefix ?? about.arnNamespace ?? localName(id).toLowerCase();
  const queryCompatible = 'aws.protocols#awsQueryCompatible' in traits;
  const xmlNamespace = xmlNamespaceOf(traits);
  return {
    name,
    shapeId: id,
    sdkId,
    signingName: sigv4.name ?? endpointPrefix,
    endpointPrefix,
    targetPrefix: localName(id),
    apiVersion: service.version ?? '',
    protocols: protocolsOf(id, traits, queryCompatible),
    ...(queryCompatible && { queryCompatible: true }),
    ...(xmlNamespace && { xmlNamespace }),
    ...(restXml.noErrorWrapping === true && { noErrorWrapping: true }),
    commonErrors,
  };
}

/** In the model's order. A service that moved from awsQuery to another protocol (awsQueryCompatible) still answers old clients in it. */
function protocolsOf(id: string, traits: Traits, queryCompatible: boolean): readonly ProtocolName[] {
  const protocols = Object.keys(traits).flatMap((trait) => protocolTraits[trait] ?? []);
  if (queryCompatible && !protocols.includes('awsQuery')) protocols.push('awsQuery');
  if (protocols.length === 0) throw new Error(`${id} has no protocol that is known`);
  return protocols;
}
