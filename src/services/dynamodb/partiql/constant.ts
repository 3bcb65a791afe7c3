/** The values that a statement writes out, with parameters anywhere in them. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { invalid } from '../refusals.js';
import { type Attributes, checkValue, typeOf } from '../values/attribute-value.js';
import type { Expression, Struct } from './syntax.js';

export const isConstant = ({ kind }: Expression): boolean =>
  kind === 'constant' || kind === 'parameter' || kind === 'list' || kind === 'bag' || kind === 'struct';

/** @throws ValidationException for what is no value */
export const constantOf = (expression: Expression, parameters: readonly AttributeValue[]): AttributeValue =>
  checkValue(writtenOut(expression, parameters));

function writtenOut(expression: Expression, parameters: readonly AttributeValue[]): AttributeValue {
  switch (expression.kind) {
    case 'constant':
      return expression.value;
    case 'parameter': {
      const value = parameters[expression.at];
      if (value === undefined) throw new Error('Parameters were counted before');
      return value;
    }
    case 'list':
      return { L: expression.elements.map((element) => writtenOut(element, parameters)) };
    case 'bag':
      return setOf(expression.elements.map((element) => constantOf(element, parameters)));
    case 'struct':
      return { M: membersOf(expression, parameters) };
    default:
      throw invalid(`Unsupported data type: ${wordFor(expression)}`);
  }
}

export function membersOf({ members }: Struct, parameters: readonly AttributeValue[]): Attributes {
  const found = new Map<string, AttributeValue>();
  for (const { name, value } of members) {
    const key = name.kind === 'constant' ? name.value.S : undefined;
    if (key === undefined) throw invalid(`Tuple keys must be of type String. Actual type: ${wordFor(name)} under root`);
    if (found.has(key)) throw invalid(`Duplicate keys in tuple. Key: ${key} under root`);
    found.set(key, writtenOut(value, parameters));
  }
  return Object.fromEntries(found);
}

/** Sets of binaries have no literals, but their members may be parameters. */
function setOf(elements: readonly AttributeValue[]): AttributeValue {
  const [first] = elements;
  if (first === undefined) throw invalid('Empty bags are not supported');
  const type = typeOf(first);
  if (elements.some((element) => typeOf(element) !== type)) throw mixed();
  if (type === 'S') return { SS: elements.flatMap(({ S }) => S ?? []) };
  if (type === 'N') return { NS: elements.flatMap(({ N }) => N ?? []) };
  if (type === 'B') return { BS: elements.flatMap(({ B }) => (B === undefined ? [] : [B])) };
  throw mixed();
}

const mixed = (): Error => invalid('Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags');

/** As AWS calls what isn't a value. */
function wordFor(expression: Expression): string {
  switch (expression.kind) {
    case 'path':
      return 'VariableReference';
    case 'missing':
      return 'MISSING';
    case 'operation':
    case 'compare':
      return expression.operator;
    case 'call':
      return expression.name;
    default:
      return expression.kind;
  }
}
