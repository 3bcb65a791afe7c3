/** From a statement's expressions to those of all other operations: conditions, updates, and the values in them. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { conditionOf, type ItemCondition } from '../expressions/condition.js';
import { Placeholders } from '../expressions/placeholders.js';
import type { Call, Condition, Operand, Path, ValueReference } from '../expressions/syntax.js';
import { invalid } from '../refusals.js';
import { type Attributes, checkValue } from '../values/attribute-value.js';
import { constantOf, isConstant } from './constant.js';
import type { Expression, FunctionCall, ParsedStatement } from './syntax.js';

const PARAMETER = 'Statement';

/** How many operands the functions of conditions have. */
const FUNCTIONS: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
};

/** Of one statement with its parameters. Names and values get placeholders of their own, so that no word is reserved. */
export class Translation {
  readonly parameters: readonly AttributeValue[];
  readonly #names: Record<string, string> = {};
  readonly #values: Record<string, AttributeValue> = {};
  #count = 0;

  constructor({ parameters }: ParsedStatement, given: readonly AttributeValue[] | undefined) {
    if ((given?.length ?? 0) < parameters) throw invalid("Number of parameters in request and statement don't match.");
    this.parameters = (given ?? []).map((value) => checkValue(value));
  }

  constant(expression: Expression): AttributeValue {
    return constantOf(expression, this.parameters);
  }

  /** To be called when everything is translated. */
  placeholders(): Placeholders {
    const isEmpty = (each: object): boolean => Object.keys(each).length === 0;
    return new Placeholders({
      ...(isEmpty(this.#names) ? {} : { ExpressionAttributeNames: this.#names }),
      ...(isEmpty(this.#values) ? {} : { ExpressionAttributeValues: this.#values }),
    });
  }

  /** What a condition's values are. */
  valueOf({ name }: ValueReference): AttributeValue | undefined {
    return this.#values[name];
  }

  /** Of values that a statement has, their bytes count for a transaction's payload. */
  get values(): Attributes {
    return this.#values;
  }

  /** What a path's step stands for. */
  nameOf(step: string): string {
    return this.#names[step] ?? step;
  }

  path({ steps: [first, ...deeper] }: Path): Path {
    return { kind: 'path', steps: [this.#alias(first), ...deeper.map((step) => (typeof step === 'number' ? step : this.#alias(step)))] };
  }

  /** Only what could be taken for a placeholder needs one. */
  #alias(name: string): string {
    if (!name.startsWith('#')) return name;
    this.#count += 1;
    const alias = `#n${this.#count}`;
    this.#names[alias] = name;
    return alias;
  }

  value(value: AttributeValue): ValueReference {
    this.#count += 1;
    const name = `:v${this.#count}`;
    this.#values[name] = value;
    return { kind: 'value', name };
  }

  operand(expression: Expression): Operand {
    if (expression.kind === 'path') return this.path(expression);
    if (isConstant(expression)) return this.value(this.constant(expression));
    if (expression.kind === 'missing') throw invalid('MISSING must be compared using IS operator');
    if (expression.kind === 'operation') throw unsupported(expression.operator);
    if (expression.kind !== 'call') throw invalid('Unsupported expression in Condition Expression');
    if (expression.name !== 'size') throw invalid(`Unrecognized function: ${expression.name}`);
    requireOperands(expression, 1);
    return this.#call(expression);
  }

  #call({ name, operands }: FunctionCall): Call {
    return { kind: 'call', name, operands: operands.map((operand) => this.operand(operand)) };
  }

  condition(expression: Expression): Condition {
    switch (expression.kind) {
      case 'and':
      case 'or':
        return { kind: expression.kind, conditions: expression.conditions.map((each) => this.condition(each)) };
      case 'not':
        return { kind: 'not', condition: this.condition(expression.condition) };
      case 'compare':
        return {
          kind: 'compare',
          operator: expression.operator,
          left: this.operand(expression.left),
          right: this.operand(expression.right),
        };
      case 'between':
        return {
          kind: 'between',
          subject: this.operand(expression.subject),
          low: this.operand(expression.low),
          high: this.operand(expression.high),
        };
      case 'in':
        return this.#membership(expression.subject, expression.choices);
      case 'is':
        return this.#presence(expression.subject, expression.type);
      case 'operation':
        throw unsupported(expression.operator);
      case 'call':
        return this.#predicate(expression);
      default:
        throw notBoolean();
    }
  }

  #membership(subject: Expression, choices: Expression): Condition {
    if (subject.kind !== 'path' || choices.kind !== 'list' || choices.elements.length === 0)
      throw invalid(
        'IN operator must have a left hand argument of type Variable Reference and right hand argument of type Seq with at least one member',
      );
    return { kind: 'in', subject: this.operand(subject), choices: choices.elements.map((choice) => this.operand(choice)) };
  }

  /** NULL is a value; what is MISSING isn't there. */
  #presence(subject: Expression, type: 'MISSING' | 'NULL'): Condition {
    if (type === 'MISSING') return { kind: 'call', name: 'attribute_not_exists', operands: [this.operand(subject)] };
    return { kind: 'call', name: 'attribute_type', operands: [this.operand(subject), this.value({ S: 'NULL' })] };
  }

  #predicate(call: FunctionCall): Condition {
    if (call.name === 'size') throw notBoolean();
    const operands = Object.hasOwn(FUNCTIONS, call.name) ? FUNCTIONS[call.name] : undefined;
    if (operands === undefined) throw invalid(`Unrecognized function: ${call.name}`);
    requireOperands(call, operands);
    return this.#call(call);
  }
}

/** @returns undefined when nothing is asked. */
export const itemCondition = (translation: Translation, condition: Condition | undefined): ItemCondition | undefined =>
  condition && conditionOf(condition, PARAMETER, translation.placeholders());

function requireOperands({ name, operands }: FunctionCall, wanted: number): void {
  if (operands.length !== wanted)
    throw invalid(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
}

const unsupported = (operator: string): Error => invalid(`Unsupported operator in Condition Expression. Operator: ${operator}`);
const notBoolean = (): Error => invalid('WHERE clause must contain an expression that resolves to a boolean');
