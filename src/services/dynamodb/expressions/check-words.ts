/** What can be said against an expression's words without its names and values. */
import { isReservedWord } from './reserved-words.js';
import type { Condition, Operand } from './syntax.js';
import { operandsOf, partsOf } from './walk.js';

/** How many operands a function takes, and whether it stands for a value to compare rather than for a condition. */
const functions: Readonly<Record<string, { readonly operands: number; readonly isValue: boolean }>> = {
  attribute_exists: { operands: 1, isValue: false },
  attribute_not_exists: { operands: 1, isValue: false },
  attribute_type: { operands: 2, isValue: false },
  begins_with: { operands: 2, isValue: false },
  contains: { operands: 2, isValue: false },
  size: { operands: 1, isValue: true },
};

type Refuse = (problem: string) => Error;

const MOST_OPERATORS = 300;
const DEEPEST_PATH = 32;

export function checkWords(condition: Condition, refuse: Refuse): void {
  const parts = [...partsOf(condition)];
  // AWS stops counting at the first that is too many.
  if (parts.reduce((count, part) => count + operatorsIn(part), 0) > MOST_OPERATORS)
    throw refuse(`The expression contains too many operators; operator count: ${MOST_OPERATORS + 1}`);
  const asValues = new Set(parts.flatMap(valuesIn));
  for (const part of parts) {
    if (part.kind === 'path') checkPath(part.steps, refuse);
    if (part.kind !== 'call') continue;
    const known = Object.hasOwn(functions, part.name) ? functions[part.name] : undefined;
    if (known === undefined) throw refuse(`Invalid function name; function: ${part.name}`);
    if (known.isValue !== asValues.has(part))
      throw refuse(`The function is not allowed to be used this way in an expression; function: ${part.name}`);
    if (known.operands !== part.operands.length)
      throw refuse(
        `Incorrect number of operands for operator or function; operator or function: ${part.name}, number of operands: ${part.operands.length}`,
      );
  }
}

function checkPath(steps: readonly (string | number)[], refuse: Refuse): void {
  if (steps.length > DEEPEST_PATH) throw refuse(`The document path has too many nesting levels; nesting levels: ${steps.length}`);
  for (const step of steps) {
    if (typeof step === 'string' && isReservedWord(step)) throw refuse(`Attribute name is a reserved keyword; reserved keyword: ${step}`);
  }
}

function operatorsIn(part: Condition | Operand): number {
  if (part.kind === 'path' || part.kind === 'value') return 0;
  return part.kind === 'and' || part.kind === 'or' ? part.conditions.length - 1 : 1;
}

/** The operands that stand where a value is wanted. */
function valuesIn(part: Condition | Operand): readonly Operand[] {
  switch (part.kind) {
    case 'compare':
    case 'between':
    case 'in':
    case 'call':
      return operandsOf(part);
    default:
      return [];
  }
}
