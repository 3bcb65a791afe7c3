/** The syntax tree of a SELECT statement. */

export type Step =
  | { readonly kind: 'name'; readonly name: string; readonly quoted: boolean }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'star' };

/** `s.a[1]."b"`: the first step may be the table's alias. */
export interface Path {
  readonly kind: 'path';
  readonly steps: readonly Step[];
}

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type Operator = '+' | '-' | '*' | '/' | '%' | '||';

export interface Call {
  readonly kind: 'call';
  /** In lower case. */
  readonly name: string;
  readonly operands: readonly Expression[];
  /** Between the parentheses stands `*`. */
  readonly star?: true;
}

export type Expression =
  | Path
  | Call
  /** Of a number, as it was written. */
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'constant'; readonly value: boolean | null | undefined }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] }
  | { readonly kind: 'not' | 'negative'; readonly operand: Expression }
  | { readonly kind: 'compare'; readonly operator: Comparator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'is'; readonly subject: Expression; readonly type: 'null' | 'missing' | 'true' | 'false' }
  | { readonly kind: 'between'; readonly subject: Expression; readonly low: Expression; readonly high: Expression }
  | { readonly kind: 'in'; readonly subject: Expression; readonly choices: readonly Expression[] }
  | { readonly kind: 'like'; readonly subject: Expression; readonly pattern: Expression; readonly escapeSign?: Expression }
  | { readonly kind: 'cast'; readonly operand: Expression; readonly type: string }
  /** Without a subject, the conditions stand behind WHEN. */
  | { readonly kind: 'case'; readonly subject?: Expression; readonly branches: readonly Branch[]; readonly otherwise?: Expression };

export interface Branch {
  readonly when: Expression;
  readonly result: Expression;
}

export type Projection =
  | { readonly kind: 'expression'; readonly expression: Expression; readonly alias?: string }
  /** `s.*` */
  | { readonly kind: 'all'; readonly of: Path };

export interface Select {
  /** Undefined for `*`. */
  readonly projections?: readonly Projection[];
  /** What follows S3Object. */
  readonly from: readonly Step[];
  readonly alias?: string;
  readonly where?: Expression;
  readonly limit?: string;
}
