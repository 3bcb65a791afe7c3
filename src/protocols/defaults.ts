/** Smithy's defaults: what a server fills in for members that are absent, on the way in and on the way out. */
import type { Member, ShapeTable, TimestampFormat } from '../contract/shapes.js';
import { decodeBase64 } from './base64.js';
import { shapeAt } from './shapes.js';
import { parseEpochSeconds, parseTimestampText } from './timestamps.js';

/** Makes a member's default, a fresh one where it could be changed; undefined for a member without one. */
export function compileDefault(shapes: ShapeTable, member: Member): (() => unknown) | undefined {
  const value = member.default;
  if (value === undefined || value === null) return undefined;
  const shape = shapeAt(shapes, member.shape);
  switch (shape.type) {
    case 'blob': {
      // The stream of a request that has no body is empty already.
      if (shape.streaming === true) return undefined;
      const bytes = decodeBase64(String(value)) ?? Buffer.from(String(value));
      return () => new Uint8Array(bytes);
    }
    case 'timestamp': {
      const format: TimestampFormat = member.timestampFormat ?? shape.timestampFormat ?? 'date-time';
      const date = typeof value === 'number' ? parseEpochSeconds(value) : parseTimestampText(String(value), format);
      if (date === undefined) throw new Error(`The default of a ${member.shape} isn't a timestamp: ${String(value)}`);
      return () => new Date(date);
    }
    default:
      return typeof value === 'object' ? () => structuredClone(value) : () => value;
  }
}
