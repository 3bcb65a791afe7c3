/** A binary heap in which each item knows its place, so that any one of them can be taken out or moved quickly. */

/** @typeParam P the member that holds an item's place; -1 outside of the heap. An item can stand in several heaps, by several members. */
export class Heap<P extends string, T extends Record<P, number>> {
  readonly #items: T[] = [];
  readonly #place: P;
  readonly #before: (a: T, b: T) => boolean;

  constructor(place: P, before: (a: T, b: T) => boolean) {
    this.#place = place;
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  first(): T | undefined {
    return this.#items[0];
  }

  has(item: T): boolean {
    return item[this.#place] >= 0;
  }

  add(item: T): void {
    this.#put(this.#items.length, item);
    this.#rise(item);
  }

  /** Nothing happens to an item that isn't here. */
  remove(item: T): void {
    const place = item[this.#place];
    if (place < 0) return;
    this.#placeAt(item, -1);
    const last = this.#items.pop();
    if (last === undefined || last === item) return;
    this.#put(place, last);
    this.moved(last);
  }

  /** What the order depends on has changed. */
  moved(item: T): void {
    this.#rise(item);
    this.#sink(item);
  }

  values(): IterableIterator<T> {
    return this.#items.values();
  }

  #put(place: number, item: T): void {
    this.#items[place] = item;
    this.#placeAt(item, place);
  }

  #placeAt(item: T, place: number): void {
    // P is a member of T that holds a number: TypeScript can't see that one may be assigned.
    (item as Record<P, number>)[this.#place] = place;
  }

  #swap(a: T, b: T): void {
    const place = a[this.#place];
    this.#put(b[this.#place], a);
    this.#put(place, b);
  }

  #rise(item: T): void {
    for (let place = item[this.#place]; place > 0; place = item[this.#place]) {
      const parent = this.#items[(place - 1) >> 1];
      if (parent === undefined || !this.#before(item, parent)) return;
      this.#swap(item, parent);
    }
  }

  #sink(item: T): void {
    for (;;) {
      const place = item[this.#place];
      const left = this.#items[place * 2 + 1];
      const right = this.#items[place * 2 + 2];
      const child = left !== undefined && right !== undefined && this.#before(right, left) ? right : left;
      if (child === undefined || !this.#before(child, item)) return;
      this.#swap(item, child);
    }
  }
}
