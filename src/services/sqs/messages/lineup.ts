/**
 * Items in an order in which most of them come, too: those are only put behind each other. What comes out of order stands in a heap.
 * However many there are, the first one is found, and any one taken out, in the same time.
 */
import { Heap } from './heap.js';

/** As many gaps are left as they are. */
const FEW_GAPS = 1024;

/** @typeParam P the member that holds an item's place, as in a heap; here it is below -1 for what came in order. */
export class Lineup<P extends string, T extends Record<P, number>> {
  /** In order, with gaps where items were taken out. What is in front of #begin is gone; neither the first nor the last is a gap. */
  #run: (T | undefined)[] = [];
  #begin = 0;
  #last: T | undefined;
  /** How many of the run are there. */
  #count = 0;
  readonly #others: Heap<P, T>;
  readonly #place: P;
  readonly #before: (a: T, b: T) => boolean;

  constructor(place: P, before: (a: T, b: T) => boolean) {
    this.#place = place;
    this.#before = before;
    this.#others = new Heap(place, before);
  }

  get size(): number {
    return this.#count + this.#others.size;
  }

  first(): T | undefined {
    if (this.#count === 0) return this.#others.first();
    const first = this.#run[this.#begin];
    const other = this.#others.first();
    return other !== undefined && first !== undefined && this.#before(other, first) ? other : first;
  }

  has(item: T): boolean {
    return item[this.#place] !== -1;
  }

  add(item: T): void {
    if (this.#last !== undefined && this.#before(item, this.#last)) {
      this.#others.add(item);
      return;
    }
    this.#append(item);
    this.#count += 1;
  }

  /** Nothing happens to an item that isn't here. */
  remove(item: T): void {
    const place = item[this.#place];
    if (place >= 0) this.#others.remove(item);
    if (place >= -1) return;
    const index = -2 - place;
    this.#run[index] = undefined;
    this.#placeAt(item, -1);
    this.#count -= 1;
    if (this.#count === 0) this.#begin = this.#run.length = 0;
    else if (index === this.#begin) while (this.#run[this.#begin] === undefined) this.#begin += 1;
    if (item === this.#last) this.#trim();
    const gaps = this.#run.length - this.#count;
    if (gaps > FEW_GAPS && gaps > this.#count) this.#closeGaps();
  }

  #append(item: T): void {
    this.#placeAt(item, -2 - this.#run.length);
    this.#run.push(item);
    this.#last = item;
  }

  #trim(): void {
    while (this.#run.length > 0 && this.#run[this.#run.length - 1] === undefined) this.#run.pop();
    this.#last = this.#run.length === 0 ? undefined : this.#run[this.#run.length - 1];
  }

  /** Each time after as many were taken out as are left, so that it costs each of them little. */
  #closeGaps(): void {
    const run = this.#run;
    this.#run = [];
    this.#begin = 0;
    for (const item of run) if (item !== undefined) this.#append(item);
  }

  #placeAt(item: T, place: number): void {
    // P is a member of T that holds a number: TypeScript can't see that one may be assigned.
    (item as Record<P, number>)[this.#place] = place;
  }
}
