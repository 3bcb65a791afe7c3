/** Parameters to values: closures compiled from the shapes, once a service. */
import type { ListShape, MapShape, Member, ShapeTable } from '../../contract/shapes.js';
import { compileDefault } from '../defaults.js';
import { expectedName } from '../http-values.js';
import { shapeAt } from '../shapes.js';
import { setOwn } from '../xml/reader.js';
import { compileTextReader } from '../xml/text-values.js';
import { malformed, type ParameterNode } from './parameters.js';

type Members = Record<string, unknown>;
/** Undefined is an absent value. */
type NodeReader = (node: ParameterNode) => unknown;
type MembersReader = (node: ParameterNode, into: Members) => void;

/** Compiles readers for the shapes of one service; recursive shapes meet themselves in the cache. */
export class QueryReaderCompiler {
  private readonly structures = new Map<string, MembersReader>();

  constructor(private readonly shapes: ShapeTable) {}

  members(key: string): MembersReader {
    const known = this.structures.get(key);
    if (known !== undefined) return known;
    let compiled: MembersReader | undefined;
    const reader: MembersReader = (node, into) => {
      compiled ??= this.compileMembers(key);
      compiled(node, into);
    };
    this.structures.set(key, reader);
    return reader;
  }

  private compileMembers(key: string): MembersReader {
    const shape = shapeAt(this.shapes, key);
    if (shape.type !== 'structure' && shape.type !== 'union') throw new Error(`${key} is a ${shape.type}, it has no members.`);
    const readers = Object.entries(shape.members).map(([name, member]): MembersReader => {
      const wireName = member.xmlName ?? name;
      const read = this.value(member, name);
      const makeDefault = compileDefault(this.shapes, member);
      return (node, into) => {
        const child = node.child(wireName);
        const value = (child === undefined ? undefined : read(child)) ?? makeDefault?.();
        if (value !== undefined) into[name] = value;
      };
    });
    const isUnion = shape.type === 'union';
    return (node, into) => {
      for (const read of readers) read(node, into);
      if (isUnion && Object.keys(into).length > 1) throw malformed('A union has more than one member.');
    };
  }

  private value(member: Member, name: string): NodeReader {
    const shape = shapeAt(this.shapes, member.shape);
    switch (shape.type) {
      case 'structure':
      case 'union': {
        const read = this.members(member.shape);
        return (node) => {
          if (isPlain(node)) throw malformed('Unexpected complex element termination');
          const value: Members = {};
          read(node, value);
          return value;
        };
      }
      case 'list':
        return this.listReader(shape, member, name);
      case 'map':
        return this.mapReader(shape, member, name);
      default: {
        const read = compileTextReader(this.shapes, member);
        if (read === undefined) throw new Error(`A ${shape.type} has no form in a query.`);
        const expected = expectedName(this.shapes, member);
        return ({ value: text }) => {
          // Something was sent below the name, but not under it. SNS's words for `Endpoint.EndpointArn=...`.
          if (text === undefined) throw malformed('Start of list found where not expected');
          const value = read(text);
          if (value === undefined) throw malformed(`The value of ${name} is not of the type ${expected}.`);
          return value;
        };
      }
    }
  }

  /** `List.member.1`, flattened `List.1`. */
  private listReader(shape: ListShape, member: Member, name: string): NodeReader {
    const step = member.xmlFlattened === true ? undefined : (shape.member.xmlName ?? 'member');
    const read = this.lazily(shape.member, name);
    return (node) => {
      if (isPlain(node)) throw malformed('Unexpected list element termination');
      const elements = step === undefined ? node : node.child(step);
      // SQS's words for `AttributeName.member.1`, where `AttributeName.1` is meant.
      if (step === undefined && node.child('member') !== undefined) throw malformed('Start of list found where not expected');
      return (elements?.numbered() ?? []).map(read).filter((value) => value !== undefined);
    };
  }

  /** `Map.entry.1.key` and `.value`, flattened `Map.1.key`. */
  private mapReader(shape: MapShape, member: Member, name: string): NodeReader {
    const step = member.xmlFlattened === true ? undefined : 'entry';
    const keyName = shape.key.xmlName ?? 'key';
    const valueName = shape.value.xmlName ?? 'value';
    const read = this.lazily(shape.value, name);
    return (node) => {
      if (isPlain(node)) throw malformed('Unexpected complex element termination');
      const entries = step === undefined ? node : node.child(step);
      const map: Members = {};
      for (const entry of entries?.numbered() ?? []) {
        const key = entry.child(keyName)?.value;
        if (key === undefined) throw malformed(`An entry of ${name} has no ${keyName}.`);
        const child = entry.child(valueName);
        const value = child === undefined ? undefined : read(child);
        if (value !== undefined) setOwn(map, key, value);
      }
      return map;
    };
  }

  /** Compiled when it is first needed, so that recursive lists and maps end. */
  private lazily(member: Member, name: string): NodeReader {
    let read: NodeReader | undefined;
    return (node) => {
      read ??= this.value(member, name);
      return read(node);
    };
  }
}

/** A value where a structure, list or map must be. An empty one stands for an empty structure, list or map. */
const isPlain = (node: ParameterNode): boolean => node.value !== undefined && node.value !== '' && !node.hasChildren();
