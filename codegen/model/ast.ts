/** The Smithy JSON AST, as far as codegen reads it. */

/** Trait values by absolute id: `smithy.api#required` -> {}. */
export type Traits = Readonly<Record<string, unknown>>;

export interface AstReference {
  readonly target: string;
}

export interface AstMember extends AstReference {
  readonly traits?: Traits;
}

/** One entry of `shapes`; which properties are there depends on the type. */
export interface AstShape {
  readonly type: string;
  readonly traits?: Traits;
  readonly members?: Readonly<Record<string, AstMember>>;
  readonly mixins?: readonly AstReference[];
  /** Lists and sets. */
  readonly member?: AstMember;
  /** Maps. */
  readonly key?: AstMember;
  readonly value?: AstMember;
  /** Operations; services have errors too. */
  readonly input?: AstReference;
  readonly output?: AstReference;
  readonly errors?: readonly AstReference[];
  /** Services and resources. */
  readonly version?: string;
  readonly operations?: readonly AstReference[];
  readonly collectionOperations?: readonly AstReference[];
  readonly resources?: readonly AstReference[];
  readonly rename?: Readonly<Record<string, string>>;
  readonly create?: AstReference;
  readonly put?: AstReference;
  readonly read?: AstReference;
  readonly update?: AstReference;
  readonly delete?: AstReference;
  readonly list?: AstReference;
}

export interface Ast {
  readonly smithy: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly shapes: Readonly<Record<string, AstShape>>;
}

/** `Foo` of `com.example#Foo`. */
export const localName = (id: string): string => id.slice(id.indexOf('#') + 1);

/** `com.example` of `com.example#Foo`. */
export const namespaceOf = (id: string): string => id.slice(0, id.indexOf('#'));
