/** The protocols by name; each one's module loads at first use. */
import type { ProtocolName } from '../contract/operation.js';
import type { Protocol } from './protocol.js';

const loaders: Readonly<Record<ProtocolName, () => Promise<Protocol>>> = {
  awsJson1_0: async () => (await import('./json/aws-json.js')).awsJson1_0,
  awsJson1_1: async () => (await import('./json/aws-json.js')).awsJson1_1,
  restJson1: async () => (await import('./json/rest-json.js')).restJson1,
  restXml: async () => (await import('./xml/rest-xml.js')).restXml,
  awsQuery: async () => (await import('./query/aws-query.js')).awsQuery,
  rpcv2Cbor: async () => (await import('./cbor/rpc-v2-cbor.js')).rpcv2Cbor,
  ec2Query: async () => (await import('./query/ec2-query.js')).ec2Query,
};

const loaded = new Map<ProtocolName, Promise<Protocol>>();

export function protocolOf(name: ProtocolName): Promise<Protocol> {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const protocol = loaders[name]();
  loaded.set(name, protocol);
  return protocol;
}
