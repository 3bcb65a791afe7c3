/** Work in order of due time, then of scheduling: a binary heap in which each item knows its place, so that cancelling is quick too. */

export interface DueItem {
  readonly at: number;
  readonly order: number;
  /** Place in the heap, -1 when outside. Kept by the queue. */
  place: number;
}

export class DueQueue<T extends DueItem> {
  private readonly heap: T[] = [];

  get size(): number {
    return this.heap.length;
  }

  first(): T | undefined {
    return this.heap[0];
  }

  add(item: T): void {
    this.set(this.heap.length, item);
    this.rise(item);
  }

  /** False when it isn't in the queue. */
  remove(item: T): boolean {
    const { place } = item;
    if (place < 0) return false;
    item.place = -1;
    const last = this.heap.pop();
    if (last !== undefined && last !== item) {
      this.set(place, last);
      this.rise(last);
      this.sink(last);
    }
    return true;
  }

  clear(): void {
    for (const item of this.heap) item.place = -1;
    this.heap.length = 0;
  }

  private set(place: number, item: T): void {
    this.heap[place] = item;
    item.place = place;
  }

  private swap(a: T, b: T): void {
    const { place } = a;
    this.set(b.place, a);
    this.set(place, b);
  }

  private rise(item: T): void {
    while (item.place > 0) {
      const parent = this.heap[(item.place - 1) >> 1];
      if (parent === undefined || before(parent, item)) return;
      this.swap(item, parent);
    }
  }

  private sink(item: T): void {
    for (;;) {
      const left = this.heap[item.place * 2 + 1];
      const right = this.heap[item.place * 2 + 2];
      const child = left !== undefined && right !== undefined && before(right, left) ? right : left;
      if (child === undefined || before(item, child)) return;
      this.swap(item, child);
    }
  }
}

const before = (a: DueItem, b: DueItem): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
