/** Equality of Smithy's values, for lists of unique items. */

/** Whether two elements of the list are equal. */
export function hasEqualElements(list: readonly unknown[]): boolean {
  // Most lists of unique items hold strings.
  const simple = new Set<unknown>();
  const others: unknown[] = [];
  for (const element of list) {
    if (typeof element === 'object' && element !== null) others.push(element);
    else if (simple.has(element)) return true;
    else simple.add(element);
  }
  return others.some((element, index) => others.slice(0, index).some((earlier) => areEqual(earlier, element)));
}

function areEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (one instanceof Date || other instanceof Date) {
    return one instanceof Date && other instanceof Date && one.getTime() === other.getTime();
  }
  if (one instanceof Uint8Array || other instanceof Uint8Array) {
    return one instanceof Uint8Array && other instanceof Uint8Array && Buffer.compare(one, other) === 0;
  }
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const entries = Object.entries(one);
  if (entries.length !== Object.keys(other).length) return false;
  // Any object can be read by name.
  const values = other as Readonly<Record<string, unknown>>;
  return entries.every(([name, value]) => Object.hasOwn(values, name) && areEqual(value, values[name]));
}
