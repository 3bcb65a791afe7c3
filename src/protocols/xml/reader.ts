/** Elements to values: closures compiled from the shapes, once a service. */
import { FrameworkError } from '../../contract/errors.js';
import type { ListShape, MapShape, Member, ShapeTable } from '../../contract/shapes.js';
import { compileDefault } from '../defaults.js';
import { shapeAt } from '../shapes.js';
import type { XmlElement } from './element.js';
import { compileTextReader } from './text-values.js';

type Members = Record<string, unknown>;
/** Undefined is an absent value. */
export type ElementReader = (element: XmlElement) => unknown;
/** Reads an element's attributes and children into the members. */
export type MembersReader = (element: XmlElement, into: Members) => void;
type ChildReader = (child: XmlElement, into: Members) => void;

/** Compiles readers for the shapes of one service; recursive shapes meet themselves in the cache. */
export class XmlReaderCompiler {
  private readonly structures = new Map<string, MembersReader>();

  constructor(private readonly shapes: ShapeTable) {}

  /** Of what stands in an element; flattened lists and maps are their parent's affair. */
  value(member: Member): ElementReader {
    const shape = shapeAt(this.shapes, member.shape);
    switch (shape.type) {
      case 'structure':
        return this.structureReader(member.shape);
      case 'union':
        return this.unionReader(member.shape);
      case 'list':
        return this.listReader(shape);
      case 'map':
        return this.mapReader(shape);
      default:
        return this.textReader(member);
    }
  }

  /** Of the named members of a structure or union, all of them where no names are given. */
  members(key: string, names?: readonly string[]): MembersReader {
    if (names !== undefined) return this.compileMembers(key, names);
    const known = this.structures.get(key);
    if (known !== undefined) return known;
    let compiled: MembersReader | undefined;
    const reader: MembersReader = (element, into) => {
      compiled ??= this.compileMembers(key, Object.keys(this.membersOf(key)));
      compiled(element, into);
    };
    this.structures.set(key, reader);
    return reader;
  }

  private membersOf(key: string): Readonly<Record<string, Member>> {
    const shape = shapeAt(this.shapes, key);
    if (shape.type !== 'structure' && shape.type !== 'union') throw new Error(`${key} is a ${shape.type}, it has no members.`);
    return shape.members;
  }

  private compileMembers(key: string, names: readonly string[]): MembersReader {
    const members = this.membersOf(key);
    const children = new Map<string, ChildReader>();
    const others: ((element: XmlElement, into: Members) => void)[] = [];
    for (const name of names) {
      const member = members[name];
      if (member === undefined) throw new Error(`${key} has no member ${name}.`);
      if (member.xmlAttribute === true) others.push(this.attributeReader(name, member));
      else children.set(localName(member.xmlName ?? name), this.childReader(name, member));
      const makeDefault = compileDefault(this.shapes, member);
      if (makeDefault !== undefined) {
        others.push((_element, into) => {
          if (into[name] === undefined) into[name] = makeDefault();
        });
      }
    }
    return (element, into) => {
      for (const child of element.children) children.get(child.name)?.(child, into);
      for (const read of others) read(element, into);
    };
  }

  private attributeReader(name: string, member: Member): MembersReader {
    const wireName = localName(member.xmlName ?? name);
    const read = this.plainTextReader(member);
    return (element, into) => {
      const text = element.attributes.get(wireName);
      if (text !== undefined) into[name] = read(text);
    };
  }

  private childReader(name: string, member: Member): ChildReader {
    const shape = shapeAt(this.shapes, member.shape);
    if (member.xmlFlattened === true && shape.type === 'list') {
      const read = this.lazily(shape.member);
      const sparse = shape.sparse === true;
      return (child, into) => {
        let list = into[name];
        if (!Array.isArray(list)) into[name] = list = [];
        // Array.isArray makes it any[]; elements are what the list's reader gives.
        push(list as unknown[], read(child), sparse);
      };
    }
    if (member.xmlFlattened === true && shape.type === 'map') {
      const readEntry = this.entryReader(shape);
      return (child, into) => {
        into[name] ??= {};
        // The only writer of this member is this closure.
        readEntry(child, into[name] as Members);
      };
    }
    const read = this.lazily(member);
    return (child, into) => {
      const value = read(child);
      if (value !== undefined) into[name] = value;
    };
  }

  private structureReader(key: string): ElementReader {
    const read = this.members(key);
    return (element) => {
      const value: Members = {};
      read(element, value);
      return value;
    };
  }

  private unionReader(key: string): ElementReader {
    const read = this.structureReader(key);
    return (element) => {
      const value = read(element);
      if (Object.keys(value as Members).length > 1) throw new FrameworkError('SerializationException', 'A union has more than one member.');
      return value;
    };
  }

  private listReader(shape: ListShape): ElementReader {
    const wireName = localName(shape.member.xmlName ?? 'member');
    const read = this.lazily(shape.member);
    const sparse = shape.sparse === true;
    return (element) => {
      const list: unknown[] = [];
      for (const child of element.children) if (child.name === wireName) push(list, read(child), sparse);
      return list;
    };
  }

  private mapReader(shape: MapShape): ElementReader {
    const readEntry = this.entryReader(shape);
    return (element) => {
      const map: Members = {};
      for (const child of element.children) if (child.name === 'entry') readEntry(child, map);
      return map;
    };
  }

  private entryReader(shape: MapShape): ChildReader {
    const keyName = localName(shape.key.xmlName ?? 'key');
    const valueName = localName(shape.value.xmlName ?? 'value');
    const read = this.lazily(shape.value);
    const sparse = shape.sparse === true;
    return (entry, map) => {
      let key: string | undefined;
      let value: unknown;
      for (const child of entry.children) {
        if (child.name === keyName) key = child.text;
        else if (child.name === valueName) value = read(child);
      }
      if (key === undefined) throw new FrameworkError('SerializationException', `An entry of a map has no ${keyName}.`);
      if (value === undefined && sparse) value = null;
      if (value !== undefined) setOwn(map, key, value);
    };
  }

  private textReader(member: Member): ElementReader {
    const read = this.plainTextReader(member);
    return (element) => {
      if (element.children.length > 0)
        throw new FrameworkError('SerializationException', `There are elements where ${element.name} has text.`);
      return read(element.text);
    };
  }

  private plainTextReader(member: Member): (text: string) => unknown {
    const read = compileTextReader(this.shapes, member);
    const { type } = shapeAt(this.shapes, member.shape);
    if (read === undefined) throw new Error(`A ${type} has no form in XML.`);
    return (text) => {
      const value = read(text);
      if (value === undefined) throw new FrameworkError('SerializationException', `The text is not of the type ${type}.`);
      return value;
    };
  }

  /** Compiled when it is first needed, so that recursive lists and maps end. */
  private lazily(member: Member): ElementReader {
    let read: ElementReader | undefined;
    return (element) => {
      read ??= this.value(member);
      return read(element);
    };
  }
}

/** XML names of members may carry a prefix (`xsi:type`); documents may use another for the same namespace. */
export const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function push(list: unknown[], value: unknown, sparse: boolean): void {
  if (value !== undefined) list.push(value);
  else if (sparse) list.push(null);
}

/** Keys come from the caller: `__proto__` is a key like any other. */
export function setOwn(target: Members, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}
