/** Values to elements: closures compiled from the shapes, once a service. */
import type { ListShape, MapShape, Member, ShapeTable, XmlNamespace } from '../../contract/shapes.js';
import { escapeText } from '../../contract/xml-text.js';
import { compileDefault } from '../defaults.js';
import { shapeAt } from '../shapes.js';
import { escapeAttribute } from './references.js';
import { compileTextWriter, type TextDialect } from './text-values.js';

type Members = Readonly<Record<string, unknown>>;
/** A whole element. */
export type ElementWriter = (value: unknown) => string;

/** A structure in two parts, since its attributes stand in the tag that its parent names. */
export interface StructureWriter {
  /** With a leading blank each: ` a="1"`. */
  readonly attributes: (value: Members) => string;
  readonly content: (value: Members) => string;
}

/** Whose text never holds what has to be escaped. */
const PLAIN: ReadonlySet<string> = new Set(['timestamp', 'boolean', 'byte', 'short', 'integer', 'long', 'blob']);

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** ` xmlns="uri"` or ` xmlns:prefix="uri"` */
export const namespaceAttribute = (namespace: XmlNamespace | undefined): string =>
  // An empty URI says that a document has none, whatever the service's.
  namespace === undefined || namespace.uri === ''
    ? ''
    : ` xmlns${namespace.prefix === undefined ? '' : `:${namespace.prefix}`}="${escapeAttribute(namespace.uri)}"`;

/** Compiles writers for the shapes of one service; recursive shapes meet themselves in the cache. */
export class XmlWriterCompiler {
  private readonly structures = new Map<string, StructureWriter>();

  constructor(
    private readonly shapes: ShapeTable,
    private readonly dialect: TextDialect = {},
  ) {}

  /** An element around a value of the member's shape. A structure's own namespace holds where it is the root: the caller gives it then. */
  element(wireName: string, member: Member, namespace: XmlNamespace | undefined = member.xmlNamespace): ElementWriter {
    const open = `<${wireName}${namespaceAttribute(namespace)}`;
    const close = `</${wireName}>`;
    const shape = shapeAt(this.shapes, member.shape);
    switch (shape.type) {
      case 'structure':
      case 'union': {
        const { attributes, content } = this.structure(member.shape);
        // Most structures have no attributes: theirs would be one more string for each.
        if (!this.hasAttributes(member.shape)) {
          const opened = `${open}>`;
          return (value) => `${opened}${content(value as Members)}${close}`;
        }
        // The generated types hold structures and unions as objects.
        return (value) => `${open}${attributes(value as Members)}>${content(value as Members)}${close}`;
      }
      case 'list': {
        const write = this.listContent(shape, this.lazily(shape.member.xmlName ?? 'member', shape.member));
        const opened = `${open}>`;
        return (value) => `${opened}${write(value)}${close}`;
      }
      case 'map': {
        const write = this.mapContent(shape, 'entry', '');
        return (value) => `${open}>${write(value)}${close}`;
      }
      default: {
        const write = this.text(member);
        const opened = `${open}>`;
        if (PLAIN.has(shape.type)) return (value) => `${opened}${write(value)}${close}`;
        return (value) => `${opened}${escapeText(write(value))}${close}`;
      }
    }
  }

  /** Of the named members, all of them where no names are given. */
  structure(key: string, names?: readonly string[]): StructureWriter {
    if (names !== undefined) return this.compileStructure(key, names);
    const known = this.structures.get(key);
    if (known !== undefined) return known;
    let compiled: StructureWriter | undefined;
    const compile = (): StructureWriter => {
      compiled ??= this.compileStructure(key, Object.keys(this.membersOf(key)));
      return compiled;
    };
    const writer: StructureWriter = {
      attributes: (value) => compile().attributes(value),
      content: (value) => compile().content(value),
    };
    this.structures.set(key, writer);
    return writer;
  }

  private hasAttributes(key: string): boolean {
    return Object.values(this.membersOf(key)).some(({ xmlAttribute }) => xmlAttribute === true);
  }

  private membersOf(key: string): Readonly<Record<string, Member>> {
    const shape = shapeAt(this.shapes, key);
    if (shape.type !== 'structure' && shape.type !== 'union') throw new Error(`${key} is a ${shape.type}, it has no members.`);
    return shape.members;
  }

  private compileStructure(key: string, names: readonly string[]): StructureWriter {
    const members = this.membersOf(key);
    const attributes: ((value: Members) => string)[] = [];
    const children: ((value: Members) => string)[] = [];
    for (const name of names) {
      const member = members[name];
      if (member === undefined) throw new Error(`${key} has no member ${name}.`);
      const write = member.xmlAttribute === true ? this.attribute(name, member) : this.child(name, member);
      const makeDefault = compileDefault(this.shapes, member);
      (member.xmlAttribute === true ? attributes : children).push((value) => {
        const given = value[name] ?? makeDefault?.();
        return given === undefined || given === null ? '' : write(given);
      });
    }
    return { attributes: joined(attributes), content: joined(children) };
  }

  private attribute(name: string, member: Member): ElementWriter {
    const write = this.text(member);
    return (value) => ` ${member.xmlName ?? name}="${escapeAttribute(write(value))}"`;
  }

  private child(name: string, member: Member): ElementWriter {
    const wireName = member.xmlName ?? name;
    const shape = shapeAt(this.shapes, member.shape);
    if (member.xmlFlattened === true && shape.type === 'list') {
      // The list's elements take the member's name, and its namespace comes from the list's own member.
      const element = this.lazily(wireName, shape.member);
      return this.listContent(shape, element);
    }
    if (member.xmlFlattened === true && shape.type === 'map') {
      return this.mapContent(shape, wireName, namespaceAttribute(member.xmlNamespace));
    }
    return this.lazily(wireName, member);
  }

  private listContent(shape: ListShape, element: ElementWriter): ElementWriter {
    const empty = shape.sparse === true ? `<${shape.member.xmlName ?? 'member'}/>` : '';
    return (value) => {
      // The generated types hold lists as arrays.
      const items = value as readonly unknown[];
      const written = new Array<string>(items.length);
      for (let at = 0; at < items.length; at++) {
        const item = items[at];
        written[at] = item === undefined || item === null ? empty : element(item);
      }
      // Joined and not added up: a long list's tree of parts would be walked by the garbage collector again and again.
      return written.join('');
    };
  }

  private mapContent(shape: MapShape, entryName: string, namespace: string): ElementWriter {
    const key = this.lazily(shape.key.xmlName ?? 'key', shape.key);
    const valueName = shape.value.xmlName ?? 'value';
    const item = this.lazily(valueName, shape.value);
    return (value) => {
      let text = '';
      // The generated types hold maps as objects.
      for (const [name, content] of Object.entries(value as Members)) {
        const absent = content === undefined || content === null;
        if (absent && shape.sparse !== true) continue;
        text += `<${entryName}${namespace}>${key(name)}${absent ? `<${valueName}/>` : item(content)}</${entryName}>`;
      }
      return text;
    };
  }

  private text(member: Member): (value: unknown) => string {
    const write = compileTextWriter(this.shapes, member, this.dialect);
    if (write === undefined) throw new Error(`A ${shapeAt(this.shapes, member.shape).type} has no form as text.`);
    return write;
  }

  /** Compiled when it is first needed, so that recursive lists and maps end. */
  private lazily(wireName: string, member: Member): ElementWriter {
    let write: ElementWriter | undefined;
    return (value) => {
      write ??= this.element(wireName, member);
      return write(value);
    };
  }
}

const joined =
  (writers: readonly ((value: Members) => string)[]): ((value: Members) => string) =>
  (value) => {
    let text = '';
    for (const write of writers) text += write(value);
    return text;
  };
