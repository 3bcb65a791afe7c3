/** What can be said against an expression's words without its names and values. */
import type { Refuse } from './remembered.js';
import { isReservedWord } from './reserved-words.js';
import type { Call, Condition, Operand, UpdateAction, UpdateValue } from './syntax.js';
import { operandsOf, partsOf, partsOfOperand } from './walk.js';

interface FunctionFacts {
  readonly operands: number;
  /** Whether it stands for a value rather than for a condition. */
  readonly isValue: boolean;
  readonly isForUpdates: boolean;
}

const condition = (operands: number): FunctionFacts => ({ operands, isValue: false, isForUpdates: false });

const functions: Readonly<Record<string, FunctionFacts>> = {
  attribute_exists: condition(1),
  attribute_not_exists: condition(1),
  attribute_type: condition(2),
  begins_with: condition(2),
  contains: condition(2),
  size: { operands: 1, isValue: true, isForUpdates: false },
  if_not_exists: { operands: 2, isValue: true, isForUpdates: true },
  list_append: { operands: 2, isValue: true, isForUpdates: true },
};

const MOST_OPERATORS = 300;
const DEEPEST_PATH = 32;
const HIGHEST_INDEX = 2 ** 31 - 1;

export function checkConditionWords(condition: Condition, refuse: Refuse): void {
  const parts: readonly (Condition | Operand)[] = [...partsOf(condition)];
  countOperators(
    parts.reduce((count, part) => count + operatorsIn(part), 0),
    refuse,
  );
  const asValues = new Set(parts.flatMap(valuesIn));
  for (const part of parts) {
    if (part.kind === 'path') checkPath(part.steps, refuse);
    if (part.kind !== 'call') continue;
    const known = factsOf(part, refuse);
    if (known.isForUpdates) throw refuse(`The function is not allowed in a condition expression; function: ${part.name}`);
    if (known.isValue !== asValues.has(part)) throw misused(part, refuse);
  }
}

/** Operands are counted when they, and what AWS reads before them, have been looked up. */
export function checkOperandCount(call: Call, refuse: Refuse): void {
  const { name, operands } = call;
  if (factsOf(call, refuse).operands !== operands.length)
    throw refuse(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
}

export function checkUpdateWords(actions: readonly UpdateAction[], refuse: Refuse): void {
  let operators = 0;
  for (const action of actions) {
    if ('value' in action && action.value.kind !== 'value')
      operators += [...partsOfValue(action.value)].filter(({ kind }) => kind === 'call' || kind === 'sum').length;
  }
  countOperators(operators, refuse);
  for (const action of actions) {
    checkPath(action.path.steps, refuse);
    if ('value' in action) checkUpdateValue(action.value, refuse);
  }
}

function checkUpdateValue(value: UpdateValue, refuse: Refuse): void {
  for (const part of partsOfValue(value)) {
    if (part.kind === 'path') checkPath(part.steps, refuse);
    if (part.kind !== 'call') continue;
    const known = factsOf(part, refuse);
    if (!known.isForUpdates) throw refuse(`The function is not allowed in an update expression; function: ${part.name}`);
    // A list is no part of a sum or of another function.
    if (part.name === 'list_append' && part !== value) throw misused(part, refuse);
  }
}

function* partsOfValue(value: UpdateValue): Generator<UpdateValue> {
  if (value.kind !== 'sum') {
    yield* partsOfOperand(value);
    return;
  }
  yield value;
  yield* partsOfValue(value.left);
  yield* partsOfValue(value.right);
}

function factsOf({ name }: Call, refuse: Refuse): FunctionFacts {
  const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (known === undefined) throw refuse(`Invalid function name; function: ${name}`);
  return known;
}

const misused = ({ name }: Call, refuse: Refuse): Error =>
  refuse(`The function is not allowed to be used this way in an expression; function: ${name}`);

/** AWS stops counting at the first that is too many. */
function countOperators(count: number, refuse: Refuse): void {
  if (count > MOST_OPERATORS) throw refuse(`The expression contains too many operators; operator count: ${MOST_OPERATORS + 1}`);
}

export function checkPath(steps: readonly (string | number)[], refuse: Refuse): void {
  if (steps.length > DEEPEST_PATH) throw refuse(`The document path has too many nesting levels; nesting levels: ${steps.length}`);
  for (const step of steps) {
    if (typeof step === 'number' && step > HIGHEST_INDEX) throw refuse(`List index is not within the allowable range; index: [${step}]`);
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
