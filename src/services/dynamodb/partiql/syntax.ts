/** What a statement says, before its parameters are known. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import type { Comparator, Path } from '../expressions/syntax.js';

/** The grammar doesn't tell values from conditions: which of them may stand where is found out when the statement is read. */
export type Expression =
  | { readonly kind: 'constant'; readonly value: AttributeValue }
  | Parameter
  | Path
  | { readonly kind: 'list' | 'bag'; readonly elements: readonly Expression[] }
  | Struct
  | { readonly kind: 'missing' }
  | FunctionCall
  /** An arithmetic operator, `||` or LIKE. */
  | { readonly kind: 'operation'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'compare'; readonly operator: Comparator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'between'; readonly subject: Expression; readonly low: Expression; readonly high: Expression }
  | { readonly kind: 'in'; readonly subject: Expression; readonly choices: Expression }
  | { readonly kind: 'is'; readonly subject: Expression; readonly type: 'MISSING' | 'NULL' }
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Expression[] }
  | { readonly kind: 'not'; readonly condition: Expression };

/** A `?`; AWS counts them from 0 on. */
export interface Parameter {
  readonly kind: 'parameter';
  readonly at: number;
}

export interface Struct {
  readonly kind: 'struct';
  readonly members: readonly { readonly name: Expression; readonly value: Expression }[];
}

export interface FunctionCall {
  readonly kind: 'call';
  readonly name: string;
  readonly operands: readonly Expression[];
}

export interface Select {
  readonly kind: 'select';
  /** Undefined for `*`. */
  readonly shown: readonly Expression[] | undefined;
  /** A table's name, perhaps with an index's. */
  readonly from: readonly string[];
  readonly where: Expression | undefined;
  readonly order: readonly { readonly path: Path; readonly descending: boolean }[];
}

export interface Insert {
  readonly kind: 'insert';
  readonly into: readonly string[];
  readonly item: Expression;
}

export interface Update {
  readonly kind: 'update';
  readonly table: readonly string[];
  readonly actions: readonly Assignment[];
  readonly where: Expression | undefined;
  readonly returning: Returning | undefined;
}

/** SET has a value, REMOVE none. */
export interface Assignment {
  readonly path: Path;
  readonly value?: Expression;
}

export interface Delete {
  readonly kind: 'delete';
  readonly from: readonly string[];
  readonly where: Expression | undefined;
  readonly returning: Returning | undefined;
}

export interface Returning {
  readonly what: 'ALL' | 'MODIFIED';
  readonly when: 'OLD' | 'NEW';
}

export interface Exists {
  readonly kind: 'exists';
  readonly select: Select;
}

export type Statement = Select | Insert | Update | Delete | Exists;

export interface ParsedStatement {
  readonly statement: Statement;
  /** How many `?` it has. */
  readonly parameters: number;
}
