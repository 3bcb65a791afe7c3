/**
 * The vocabulary of generated/<service>/validators.ts: JSON Schema as far as Smithy's constraints need it, with three keywords of our own
 * (minBytes, maxBytes, distinct) and annotations that only messages read.
 */
export interface ConstraintSchema {
  /** `#/$defs/<shape>`; stands alone. */
  readonly $ref?: string;
  /** Structures and unions. */
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, ConstraintSchema>>;
  /** Lists. */
  readonly items?: ConstraintSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** Smithy's uniqueItems: no two elements are equal. Unlike JSON Schema's, it knows dates and bytes. */
  readonly distinct?: true;
  /** Maps. */
  readonly propertyNames?: ConstraintSchema;
  readonly additionalProperties?: ConstraintSchema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  /** Strings; lengths count code points. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** JavaScript's form of the model's pattern. */
  readonly pattern?: string;
  /** How AWS's messages write the pattern, where that isn't what stands between `^(?:` and `)$`. */
  readonly patternText?: string;
  readonly enum?: readonly string[];
  /** The values that messages name, where some are internal. */
  readonly publicEnum?: readonly string[];
  /** Blobs that don't stream. */
  readonly minBytes?: number;
  readonly maxBytes?: number;
  /** Numbers. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** Messages don't show the value. */
  readonly sensitive?: true;
}
