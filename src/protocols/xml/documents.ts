/** XML documents as bodies: what REST services' HTTP bindings and event streams know of XML. */
import { FrameworkError } from '../../contract/errors.js';
import type { ServiceTables } from '../../contract/operation.js';
import { type ReadyXml, readyXml } from '../../contract/ready-xml.js';
import type { Member, XmlNamespace } from '../../contract/shapes.js';
import type { BodyCodec, Members } from '../body-codec.js';
import type { ReplyFacts } from '../protocol.js';
import { shapeAt } from '../shapes.js';
import { type XmlElement, XmlError } from './element.js';
import { parseXml } from './parse.js';
import { localName, XmlReaderCompiler } from './reader.js';
import type { TextDialect } from './text-values.js';
import { namespaceAttribute, XML_DECLARATION, XmlWriterCompiler } from './writer.js';

/** The readers and writers of one service. */
interface Compilers {
  readonly reader: XmlReaderCompiler;
  readonly writer: XmlWriterCompiler;
}

const compilers = new WeakMap<ServiceTables, Compilers>();

export function compilersOf(tables: ServiceTables): Compilers {
  let known = compilers.get(tables);
  if (known === undefined) {
    const dialect: TextDialect = { milliseconds: isS3(tables) };
    known = { reader: new XmlReaderCompiler(tables.shapes), writer: new XmlWriterCompiler(tables.shapes, dialect) };
    compilers.set(tables, known);
  }
  return known;
}

/** S3 alone writes errors without a wrapper; its other quirks go with that. */
export const isS3 = ({ facts }: Pick<ServiceTables, 'facts'>): boolean => facts.noErrorWrapping === true && facts.signingName === 's3';

/** Refuses a document whose root isn't the expected one, as AWS's schema validation does. */
function parseDocument(body: Uint8Array, rootName: string): XmlElement {
  let root: XmlElement;
  try {
    root = parseXml(body);
  } catch (error) {
    if (error instanceof XmlError) throw new FrameworkError('SerializationException', error.message);
    throw error;
  }
  if (root.name !== rootName) throw new FrameworkError('SerializationException', `The root element must be ${rootName}, not ${root.name}.`);
  return root;
}

/** The root element of a structure or union that stands alone. */
function rootName(tables: ServiceTables, key: string): string {
  const shape = shapeAt(tables.shapes, key);
  if (shape.type !== 'structure' && shape.type !== 'union') return key;
  return shape.xmlName ?? shape.name ?? key;
}

function rootNamespace(tables: ServiceTables, key: string): XmlNamespace | undefined {
  const shape = shapeAt(tables.shapes, key);
  return (shape.type === 'structure' || shape.type === 'union' ? shape.xmlNamespace : undefined) ?? tables.facts.xmlNamespace;
}

/** Of members that an output brings as XML: what stands before them, and what stands behind. */
interface Surroundings {
  readonly before: (value: Members) => string;
  readonly behind: (value: Members) => string;
}

function compileSurroundings(tables: ServiceTables, structure: string, members: readonly string[], ready: readonly string[]): Surroundings {
  const at = members.indexOf(ready[0] ?? '');
  if (ready.some((name, offset) => members[at + offset] !== name))
    throw new Error(`${structure} has no members ${ready.join(', ')} in a row.`);
  const { writer } = compilersOf(tables);
  return {
    before: writer.structure(structure, members.slice(0, at)).content,
    behind: writer.structure(structure, members.slice(at + ready.length)).content,
  };
}

export const xmlDocuments: BodyCodec = {
  contentType: 'application/xml',
  acceptedContentTypes: ['application/xml', 'text/xml'],
  // Clients of S3 send XML under any type, or none; no service refuses it.
  strictMediaTypes: false,
  timestampFormat: 'date-time',

  compileBodyReader(tables, structure, members) {
    const read = compilersOf(tables).reader.members(structure, members);
    const name = localName(rootName(tables, structure));
    const nothing: XmlElement = { name, attributes: new Map(), children: [], text: '' };
    return (body, into) => read(body.length === 0 ? nothing : parseDocument(body, name), into);
  },

  compileBodyWriter(tables, structure, members) {
    if (members.length === 0) return () => '';
    const { attributes, content } = compilersOf(tables).writer.structure(structure, members);
    const name = rootName(tables, structure);
    const open = `${XML_DECLARATION}<${name}${namespaceAttribute(rootNamespace(tables, structure))}`;
    const around = new Map<string, Surroundings>();
    return (value) => {
      // A mere look whether the output is one of these.
      const ready = (value as Partial<ReadyXml>)[readyXml];
      if (ready === undefined) return `${open}${attributes(value)}>${content(value)}</${name}>`;
      const names = ready.names.join();
      let surroundings = around.get(names);
      if (surroundings === undefined) {
        surroundings = compileSurroundings(tables, structure, members, ready.names);
        around.set(names, surroundings);
      }
      const { before, behind } = surroundings;
      const start = Buffer.from(`${open}${attributes(value)}>${before(value)}`);
      return Buffer.concat([start, ready.xml, Buffer.from(`${behind(value)}</${name}>`)]);
    };
  },

  compilePayloadReader(tables, member) {
    const read = compilersOf(tables).reader.value(member);
    const name = localName(member.xmlName ?? rootName(tables, member.shape));
    return (body) => read(parseDocument(body, name));
  },

  compilePayloadWriter(tables, member) {
    const name = member.xmlName ?? rootName(tables, member.shape);
    const namespace = member.xmlNamespace ?? rootNamespace(tables, member.shape);
    const write = compilersOf(tables).writer.element(name, member, namespace);
    return (value) => XML_DECLARATION + write(value);
  },

  addReplyHeaders(headers, reply) {
    headers['x-amzn-RequestId'] = reply.requestId;
  },
};

/** A document around the one member of an output (s3UnwrappedXmlOutput): the member's element is the root. */
export function compileUnwrappedWriter(tables: ServiceTables, [name, member]: readonly [string, Member]): (output: Members) => string {
  const element = compilersOf(tables).writer.element(member.xmlName ?? name, member, member.xmlNamespace ?? tables.facts.xmlNamespace);
  return (output) => XML_DECLARATION + element(output[name] ?? '');
}

/** S3's request ids, in the headers that it has instead of the usual one. */
export function addS3ReplyHeaders(headers: Record<string, string>, reply: ReplyFacts): void {
  headers['x-amz-request-id'] = reply.requestId;
  if (reply.extendedRequestId !== undefined) headers['x-amz-id-2'] = reply.extendedRequestId;
}
