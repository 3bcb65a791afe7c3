/**
 * The form of Smithy's own framework, for operations that list smithy.framework#ValidationException among their errors. AWS's services
 * don't; AWS's protocol tests do.
 */

import type { ConstraintSchema } from '../contract/constraints.js';
import { FrameworkError } from '../contract/errors.js';
import { patternText } from './coral-form.js';
import type { ConstraintKind, Violation } from './violation.js';

export const smithyValidationException = 'smithy.framework#ValidationException';

/** The error with its fieldList: a message and a path (`/list/0`) for each violation. */
export function smithyError(violations: readonly Violation[]): FrameworkError {
  const seen = new Set<string>();
  const fieldList = violations.flatMap((violation) => {
    const field = fieldOf(violation);
    // A range says both of its ends at once, whichever was passed.
    const id = JSON.stringify(field);
    if (seen.has(id)) return [];
    seen.add(id);
    return [field];
  });
  const count = `${fieldList.length} validation error${fieldList.length === 1 ? '' : 's'} detected. `;
  return new FrameworkError('ValidationException', count + fieldList.map(({ message }) => message).join('; '), { members: { fieldList } });
}

function fieldOf(violation: Violation): { readonly message: string; readonly path: string } {
  const { schema, constraint } = violation;
  const path = violation.path
    .map((step) => `/${step.kind === 'member' ? step.name : step.kind === 'item' ? step.index : step.key}`)
    .join('');
  const length = constraint === 'maxLength' || constraint === 'minLength' ? ` with length ${lengthOf(violation.value)}` : '';
  return { message: `Value${length} at '${path}' failed to satisfy constraint: ${describe(constraint, schema)}`, path };
}

/** In code points, elements, entries or bytes. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return [...value].length;
  if (value instanceof Uint8Array) return value.byteLength;
  return Array.isArray(value) ? value.length : Object.keys(Object(value)).length;
}

function describe(constraint: ConstraintKind, schema: ConstraintSchema): string {
  switch (constraint) {
    case 'maxLength':
    case 'minLength': {
      const longest = schema.maxLength ?? schema.maxItems ?? schema.maxProperties ?? schema.maxBytes;
      const shortest = schema.minLength ?? schema.minItems ?? schema.minProperties ?? schema.minBytes;
      return `Member must have length ${limits(shortest, longest)}`;
    }
    case 'maximum':
    case 'minimum':
      return `Member must be ${limits(schema.minimum, schema.maximum)}`;
    case 'pattern':
      return `Member must satisfy regular expression pattern: ${patternText(schema)}`;
    case 'enum':
      return `Member must satisfy enum value set: [${(schema.publicEnum ?? schema.enum ?? []).join(', ')}]`;
    case 'distinct':
      return 'Member must have unique values';
    case 'required':
      return 'Member must not be null';
  }
}

function limits(low: number | undefined, high: number | undefined): string {
  if (low === undefined) return `less than or equal to ${high}`;
  return high === undefined ? `greater than or equal to ${low}` : `between ${low} and ${high}, inclusive`;
}
