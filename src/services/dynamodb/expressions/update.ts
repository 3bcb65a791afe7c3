/** The UpdateExpression of a request: what it changes in an item. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { invalid } from '../refusals.js';
import { type Attributes, checkOperand, typeOf } from '../values/attribute-value.js';
import { addNumbers, subtractNumbers } from '../values/number-arithmetic.js';
import { type Change, refuseLostPath } from './change-tree.js';
import { checkOperandCount } from './check-words.js';
import { type DocumentPath, resolvePath, resolvePaths, samePath, showPath, valueAt } from './document-path.js';
import { parseUpdate } from './parse-update.js';
import type { Placeholders } from './placeholders.js';
import { type Refuse, refusalOf } from './remembered.js';
import { addValues, removeMembers, TYPE_WORDS } from './set-values.js';
import type { Operand, UpdateAction, UpdateValue, ValueReference } from './syntax.js';
import { partsOfOperand } from './walk.js';

export interface ItemUpdate {
  /** What it changes. */
  readonly paths: readonly DocumentPath[];
  /** What it looks at. */
  readonly operands: readonly DocumentPath[];
  /** @throws ValidationException when the item doesn't have what the update needs */
  readonly changes: (item: Attributes) => readonly Change[];
  /** Whether it makes an item where there is none. */
  readonly creates: boolean;
}

type Compute = (item: Attributes) => AttributeValue | undefined;

/** Where names and values come from, and how refusals begin. */
interface Sources {
  readonly placeholders: Placeholders;
  readonly refuse: Refuse;
}

const PARAMETER = 'UpdateExpression';
const wrongOperand = (): Error => invalid('An operand in the update expression has an incorrect data type');
const missing = (): Error => invalid('The provided expression refers to an attribute that does not exist in the item');

export const readUpdate = (text: string, placeholders: Placeholders): ItemUpdate =>
  updateOf(parseUpdate(text, PARAMETER), placeholders, PARAMETER);

export function updateOf(
  actions: readonly UpdateAction[],
  placeholders: Placeholders,
  parameter: 'UpdateExpression' | 'Statement',
): ItemUpdate {
  const refuse = refusalOf(parameter);
  const paths = resolvePaths(
    actions.map(({ path }) => path),
    placeholders,
    PARAMETER,
    refuse,
  );
  // The operands, too, AWS reads from the last action to the first.
  const computed = actions
    .map((action, at) => ({ action, path: paths[at] ?? resolvePath(action.path, placeholders, PARAMETER) }))
    .reverse()
    .map(({ action, path }) => ({ path, compute: compileAction(action, path, { placeholders, refuse }) }))
    .reverse();
  return {
    paths,
    operands: operandsIn(actions, placeholders),
    creates: true,
    // What the item lacks is told before what can't be put into it.
    changes: (item) => {
      const values = computed.map(({ compute }) => compute(item));
      return computed.map(({ path }, at) => {
        refuseLostPath(item, path);
        return { path, value: checkedAt(path, values[at]) };
      });
    },
  };
}

function operandsIn(actions: readonly UpdateAction[], placeholders: Placeholders): readonly DocumentPath[] {
  const paths: DocumentPath[] = [];
  for (const action of actions) if (action.section === 'SET') addPaths(action.value, placeholders, paths);
  return paths;
}

function addPaths(value: UpdateValue, placeholders: Placeholders, paths: DocumentPath[]): void {
  if (value.kind === 'sum') {
    addPaths(value.left, placeholders, paths);
    addPaths(value.right, placeholders, paths);
  } else if (value.kind === 'path') paths.push(resolvePath(value, placeholders, PARAMETER));
  else for (const part of partsOfOperand(value)) if (part.kind === 'path') paths.push(resolvePath(part, placeholders, PARAMETER));
}

/** A value from elsewhere may nest too deep where it is put. */
function checkedAt(path: DocumentPath, value: AttributeValue | undefined): AttributeValue | undefined {
  if (value !== undefined && path.length > 1) checkOperand(value, path.length - 1);
  return value;
}

function compileAction(action: UpdateAction, path: DocumentPath, sources: Sources): Compute {
  switch (action.section) {
    case 'SET':
      return compileValue(action.value, sources);
    case 'REMOVE':
      return () => undefined;
    case 'ADD': {
      const value = operandOf(action.section, ['N', 'SS', 'NS', 'BS'], action.value, sources);
      return (item) => {
        const sum = addValues(valueAt(item, path), value);
        if (sum === undefined) throw wrongOperand();
        return sum;
      };
    }
    case 'DELETE': {
      const members = operandOf(action.section, ['SS', 'NS', 'BS'], action.value, sources);
      return (item) => {
        const old = valueAt(item, path);
        const rest = old && removeMembers(old, members);
        if (rest === false) throw wrongOperand();
        return rest;
      };
    }
  }
}

function operandOf(
  section: 'ADD' | 'DELETE',
  types: readonly string[],
  { name }: ValueReference,
  { placeholders, refuse }: Sources,
): AttributeValue {
  const value = placeholders.value(name, PARAMETER);
  const type = typeOf(value);
  if (!types.includes(type))
    throw refuse(
      `Incorrect operand type for operator or function; operator: ${section}, operand type: ${TYPE_WORDS[type]}, typeSet: ALLOWED_FOR_${section}_OPERAND`,
    );
  return value;
}

/** What is set has to be there. */
function compileValue(value: UpdateValue, sources: Sources): Compute {
  if (value.kind !== 'sum') return required(compileOperand(value, sources));
  const left = compileValue(value.left, sources);
  const right = compileValue(value.right, sources);
  for (const operand of [value.left, value.right]) if (operand.kind !== 'sum') requireType(value.operator, operand, 'N', sources);
  const combine = value.operator === '+' ? addNumbers : subtractNumbers;
  return (item) => {
    const augend = left(item)?.N;
    if (augend === undefined) throw wrongOperand();
    const addend = right(item)?.N;
    if (addend === undefined) throw wrongOperand();
    return { N: combine(augend, addend) };
  };
}

const required =
  (compute: Compute): Compute =>
  (item) => {
    const value = compute(item);
    if (value === undefined) throw missing();
    return value;
  };

function compileOperand(operand: Operand, sources: Sources): Compute {
  switch (operand.kind) {
    case 'path': {
      const path = resolvePath(operand, sources.placeholders, PARAMETER);
      return (item) => valueAt(item, path);
    }
    case 'value': {
      const value = sources.placeholders.value(operand.name, PARAMETER);
      return () => value;
    }
    case 'call': {
      const computed = operand.operands.map((each) => compileOperand(each, sources));
      checkOperandCount(operand, sources.refuse);
      const [first, second] = operand.operands;
      const [left, right] = computed;
      if (first === undefined || second === undefined || left === undefined || right === undefined)
        throw new Error(`${operand.name} without operands passed the check`);
      return operand.name === 'list_append'
        ? compileListAppend([first, second], required(left), required(right), sources)
        : compileIfNotExists([first, second], left, required(right), sources);
    }
  }
}

function compileListAppend(operands: readonly [Operand, Operand], left: Compute, right: Compute, sources: Sources): Compute {
  for (const operand of operands) requireType('list_append', operand, 'L', sources);
  return (item) => {
    const head = left(item)?.L;
    if (head === undefined) throw wrongOperand();
    const tail = right(item)?.L;
    if (tail === undefined) throw wrongOperand();
    return { L: [...head, ...tail] };
  };
}

function compileIfNotExists([first, second]: readonly [Operand, Operand], current: Compute, otherwise: Compute, sources: Sources): Compute {
  if (first.kind !== 'path') throw sources.refuse('Operator or function requires a document path; operator or function: if_not_exists');
  const path = resolvePath(first, sources.placeholders, PARAMETER);
  if (second.kind === 'path' && samePath(path, resolvePath(second, sources.placeholders, PARAMETER)))
    throw sources.refuse(
      `The first operand must be distinct from the remaining operands for this operator or function; operator: if_not_exists, first operand: ${showPath(path)}`,
    );
  return (item) => current(item) ?? otherwise(item);
}

/** Of a value that stands in the request; all others are known only with the item. */
function requireType(operator: string, operand: Operand, type: 'N' | 'L', { placeholders, refuse }: Sources): void {
  const given = operand.kind === 'value' ? typeOf(placeholders.value(operand.name, PARAMETER)) : type;
  if (given !== type)
    throw refuse(`Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${given}`);
}
