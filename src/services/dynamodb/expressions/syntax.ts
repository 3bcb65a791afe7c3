/** What an expression's text says, before its names and values are looked up. */

export type Condition =
  | { readonly kind: 'compare'; readonly operator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly subject: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly subject: Operand; readonly choices: readonly Operand[] }
  | { readonly kind: 'and'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | Call;

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Operand = Path | ValueReference | Call;

/** `#name.list[0]` */
export interface Path {
  readonly kind: 'path';
  /** Attribute names and `#aliases` as they are written, and list indices. The first is a name. */
  readonly steps: readonly [string, ...(string | number)[]];
}

export interface ValueReference {
  readonly kind: 'value';
  /** With its colon. */
  readonly name: string;
}

export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly operands: readonly Operand[];
}

export interface ParsedCondition {
  readonly condition: Condition;
  /** Parentheses directly within parentheses; refused, but only after the syntax is right. */
  readonly hasRedundantParentheses: boolean;
}

export type Section = 'SET' | 'REMOVE' | 'ADD' | 'DELETE';

/** What an update does to one path. */
export type UpdateAction =
  | { readonly section: 'SET'; readonly path: Path; readonly value: UpdateValue }
  | { readonly section: 'REMOVE'; readonly path: Path }
  | { readonly section: 'ADD' | 'DELETE'; readonly path: Path; readonly value: ValueReference };

export type UpdateValue = Operand | Sum;

export interface Sum {
  readonly kind: 'sum';
  readonly operator: '+' | '-';
  /** Only PartiQL adds to sums. */
  readonly left: UpdateValue;
  readonly right: UpdateValue;
}

export interface ParsedUpdate {
  readonly actions: readonly UpdateAction[];
  readonly hasRedundantParentheses: boolean;
  /** The first one that stands there for the second time. */
  readonly repeatedSection?: Section;
}
