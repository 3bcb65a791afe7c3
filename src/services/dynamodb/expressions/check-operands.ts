/** Looks up a condition's names and values, and checks what it does with them. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { type AttributeType, typeOf } from '../values/attribute-value.js';
import { compareScalars } from '../values/scalar-order.js';
import { checkOperandCount } from './check-words.js';
import { type DocumentPath, resolvePath, samePath, showPath } from './document-path.js';
import type { Placeholders } from './placeholders.js';
import { type ExpressionParameter, type Refuse, refusalOf } from './remembered.js';
import type { Call, Condition, Operand } from './syntax.js';
import { operandsOf } from './walk.js';

const MOST_CHOICES = 100;
const ORDERED = ['S', 'N', 'B'] as const satisfies readonly AttributeType[];
const SIZELESS = ['N', 'BOOL', 'NULL'] as const satisfies readonly AttributeType[];
const TYPE_NAMES = ['N', 'BS', 'L', 'B', 'NULL', 'M', 'S', 'SS', 'NS', 'BOOL'] as const satisfies readonly AttributeType[];
/** What AWS calls the type of an operand that isn't known before there is an item. */
const ANY_TYPE = '{S,N,SS,INTSET,DECIMAL,FLOAT,B,HD,HDS,DOUBLE,DECIMALSET,DOUBLESET,NULL,BS,FS,INT,NS,L,M,BOOL,DICT}';

type Comparison = Exclude<Condition, { readonly kind: 'and' | 'or' | 'not' }>;

interface Resolved {
  readonly operand: Operand;
  readonly path?: DocumentPath;
  readonly value?: AttributeValue;
  /** Of what is known before there is an item. */
  readonly type?: AttributeType;
}

/** @returns the paths that the condition looks at. */
export function checkOperands(condition: Condition, placeholders: Placeholders, parameter: ExpressionParameter): readonly DocumentPath[] {
  const checker = new Checker(placeholders, parameter);
  checker.check(condition);
  return checker.paths;
}

class Checker {
  readonly paths: DocumentPath[] = [];
  readonly #refuse: Refuse;

  constructor(
    readonly placeholders: Placeholders,
    readonly parameter: ExpressionParameter,
  ) {
    this.#refuse = refusalOf(parameter);
  }

  check(condition: Condition): void {
    switch (condition.kind) {
      case 'and':
      case 'or':
        for (const each of condition.conditions) this.check(each);
        return;
      case 'not':
        this.check(condition.condition);
        return;
      default:
        this.#checkComparison(condition);
    }
  }

  #checkComparison(condition: Comparison): void {
    const operator = operatorOf(condition);
    const operands = operandsOf(condition).map((operand) => this.#resolve(operand));
    if (condition.kind === 'call') checkOperandCount(condition, this.#refuse);
    if (condition.kind === 'call' && condition.operands.length === 1) {
      this.#requirePath(condition.name, operands[0]);
      return;
    }
    if (condition.kind === 'between' || (condition.kind === 'compare' && operator !== '=' && operator !== '<>'))
      this.#allowTypes(operator, operands, ORDERED);
    if (operator === 'begins_with') this.#allowTypes(operator, operands, ['S', 'B']);
    this.#requireDistinct(operator, operands);
    switch (condition.kind) {
      case 'compare':
        return;
      case 'between':
        this.#checkBounds(operands[1]?.value, operands[2]?.value);
        return;
      case 'in':
        if (condition.choices.length > MOST_CHOICES)
          throw this.#refuse(`The IN operator is provided with too many operands; number of operands: ${condition.choices.length}`);
        return;
      default:
        if (operator === 'attribute_type') this.#checkTypeName(operands[1]);
    }
  }

  #resolve(operand: Operand): Resolved {
    if (operand.kind === 'path') {
      const path = resolvePath(operand, this.placeholders, this.parameter);
      this.paths.push(path);
      return { operand, path };
    }
    if (operand.kind === 'value') {
      const value = this.placeholders.value(operand.name, this.parameter);
      return { operand, value, type: typeOf(value) };
    }
    return this.#resolveSize(operand);
  }

  #resolveSize(operand: Call): Resolved {
    const inner = operand.operands.map((each) => this.#resolve(each));
    checkOperandCount(operand, this.#refuse);
    const wrong = inner.find(({ type }) => SIZELESS.some((sizeless) => sizeless === type));
    if (wrong !== undefined) throw this.#wrongType(operand.name, wrong.type ?? ANY_TYPE);
    return { operand, type: 'N' };
  }

  #requirePath(name: string, resolved: Resolved | undefined): void {
    if (resolved?.path === undefined) throw this.#refuse(`Operator or function requires a document path; operator or function: ${name}`);
  }

  #requireDistinct(operator: string, [first, ...rest]: readonly Resolved[]): void {
    const path = first?.path;
    if (path !== undefined && rest.some((other) => other.path !== undefined && samePath(path, other.path)))
      throw this.#refuse(
        `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${showPath(path)}`,
      );
  }

  #allowTypes(operator: string, operands: readonly Resolved[], types: readonly AttributeType[]): void {
    for (const { type } of operands) {
      if (type !== undefined && !types.includes(type)) throw this.#wrongType(operator, type);
    }
  }

  #checkBounds(low: AttributeValue | undefined, high: AttributeValue | undefined): void {
    if (low === undefined || high === undefined) return;
    const bounds = `lower bound operand: AttributeValue: ${showValue(low)}, upper bound operand: AttributeValue: ${showValue(high)}`;
    if (typeOf(low) !== typeOf(high))
      throw this.#refuse(`The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`);
    if (compareScalars(low, high) > 0)
      throw this.#refuse(`The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`);
  }

  #checkTypeName(named: Resolved | undefined): void {
    const name = named?.value?.S;
    if (name === undefined) throw this.#wrongType('attribute_type', named?.type ?? ANY_TYPE);
    if (!TYPE_NAMES.some((type) => type === name))
      throw this.#refuse(`Invalid attribute type name found; type: ${name}, valid types: {${TYPE_NAMES.join(',')}}`);
  }

  #wrongType(operator: string, type: string): Error {
    return this.#refuse(`Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`);
  }
}

function operatorOf(condition: Comparison): string {
  switch (condition.kind) {
    case 'compare':
      return condition.operator;
    case 'between':
      return 'BETWEEN';
    case 'in':
      return 'IN';
    default:
      return condition.name;
  }
}

/** `{S:text}`, as AWS shows the bounds of BETWEEN; of a binary it shows how long it is. */
export function showValue(value: AttributeValue): string {
  const bytes = value.B?.byteLength;
  return `{${typeOf(value)}:${value.S ?? value.N ?? `java.nio.HeapByteBuffer[pos=0 lim=${bytes} cap=${bytes}]`}}`;
}
