/** The query protocol's answer as JSON, for who asks for it: the elements of the XML, with lists as arrays. */
import type { OperationDescriptor, ServiceTables } from '../../contract/operation.js';
import type { Member, ShapeTable } from '../../contract/shapes.js';
import type { WireResponse } from '../../contract/wire.js';
import type { ReplyFacts } from '../protocol.js';
import { shapeAt } from '../shapes.js';

/** `{"ReceiveMessageResponse": {"ReceiveMessageResult": {"Message": [...]}, "ResponseMetadata": {"RequestId": ...}}}` */
export function queryJsonResponse(
  { shapes }: ServiceTables,
  { name, output }: OperationDescriptor,
  value: unknown,
  { requestId }: ReplyFacts,
): WireResponse {
  const result = structureOf(shapes, output, value ?? {});
  const body = { [`${name}Response`]: { [`${name}Result`]: result, ResponseMetadata: { RequestId: requestId } } };
  return { status: 200, headers: { 'x-amzn-RequestId': requestId, 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

function structureOf(shapes: ShapeTable, key: string, value: unknown): Record<string, unknown> {
  const shape = shapeAt(shapes, key);
  if (shape.type !== 'structure' && shape.type !== 'union') throw new Error(`${key} is a ${shape.type}, it has no members.`);
  const elements: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(shape.members)) {
    // Outputs are generated structures, which are plain objects of their members.
    const held = (value as Readonly<Record<string, unknown>>)[name];
    if (held !== undefined && held !== null) elements[member.xmlName ?? name] = elementOf(shapes, member, held);
  }
  return elements;
}

function elementOf(shapes: ShapeTable, member: Member, value: unknown): unknown {
  const shape = shapeAt(shapes, member.shape);
  switch (shape.type) {
    case 'structure':
    case 'union':
      return structureOf(shapes, member.shape, value);
    case 'list': {
      const items = (value as readonly unknown[]).map((item) => elementOf(shapes, shape.member, item));
      return member.xmlFlattened === true ? items : { [shape.member.xmlName ?? 'member']: items };
    }
    case 'map': {
      const { key, value: held } = shape;
      const entries = Object.entries(value as object).map(([name, entry]) => ({
        [key.xmlName ?? 'key']: name,
        [held.xmlName ?? 'value']: elementOf(shapes, held, entry),
      }));
      return member.xmlFlattened === true ? entries : { entry: entries };
    }
    default:
      if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
      return value instanceof Date ? value.toISOString() : value;
  }
}
