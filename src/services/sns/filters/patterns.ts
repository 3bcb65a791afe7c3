/** What AWS's filters can ask of one value, as SNS's filter policies and EventBridge's patterns write it. */
import { isInRange } from '../../../auth/policy/ip-range.js';

export type Scalar = string | number | boolean | null;

export type Pattern =
  | { readonly kind: 'exact'; readonly value: Scalar }
  | { readonly kind: 'prefix' | 'suffix' | 'equals-ignore-case'; readonly text: string }
  /** The texts between its asterisks. */
  | { readonly kind: 'wildcard'; readonly parts: readonly string[] }
  | { readonly kind: 'numeric'; readonly bottom?: Bound; readonly top?: Bound }
  /** An address or a block of them: `10.0.0.0/24`. */
  | { readonly kind: 'addresses'; readonly range: string }
  /** Whatever none of these match. */
  | { readonly kind: 'anything-but'; readonly patterns: readonly Pattern[] }
  | { readonly kind: 'exists'; readonly wanted: boolean };

export interface Bound {
  readonly value: number;
  /** Whether the bound itself is outside. */
  readonly isOpen: boolean;
}

/** Those that a value must have one of; by the names of its path, joined by dots. */
export type FieldPatterns = ReadonlyMap<string, readonly Pattern[]>;

/** SNS Developer Guide, "Filter policy constraints": numbers lie between these, with five digits after the decimal point. */
const LARGEST = 1_000_000_000;
const PRECISION = 100_000;

/** Whether a number can be compared with others. One that can't be is still equal to itself. */
export const isComparable = (value: number): boolean => Math.abs(value) <= LARGEST;

/** As far as numbers are compared. */
export const rounded = (value: number): number => Math.round(value * PRECISION) / PRECISION;

export function matchesValue(pattern: Pattern, value: Scalar): boolean {
  switch (pattern.kind) {
    case 'exact':
      return typeof value === 'number' && typeof pattern.value === 'number' ? equalNumbers(value, pattern.value) : value === pattern.value;
    case 'prefix':
      return typeof value === 'string' && value.startsWith(pattern.text);
    case 'suffix':
      return typeof value === 'string' && value.endsWith(pattern.text);
    case 'equals-ignore-case':
      return typeof value === 'string' && value.toLowerCase() === pattern.text.toLowerCase();
    case 'wildcard':
      return typeof value === 'string' && matchesParts(pattern.parts, value);
    case 'numeric':
      return typeof value === 'number' && isComparable(value) && isBetween(rounded(value), pattern.bottom, pattern.top);
    case 'addresses':
      return typeof value === 'string' && isInRange(value, pattern.range);
    case 'anything-but':
      return !pattern.patterns.some((excluded) => matchesValue(excluded, value));
    case 'exists':
      // Attribute key matching: "The key must have a non-null and non-empty value."
      return pattern.wanted && value !== null;
  }
}

const equalNumbers = (one: number, other: number): boolean =>
  one === other || (isComparable(one) && isComparable(other) && rounded(one) === rounded(other));

const isBetween = (value: number, bottom: Bound | undefined, top: Bound | undefined): boolean =>
  (bottom === undefined || value > rounded(bottom.value) || (!bottom.isOpen && value === rounded(bottom.value))) &&
  (top === undefined || value < rounded(top.value) || (!top.isOpen && value === rounded(top.value)));

/** The first and the last part are anchored; of those between, taking each at its first place leaves the most for the others. */
function matchesParts(parts: readonly string[], value: string): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}
