/** Rows as they were last read or written, so that hot ones aren't decoded again. Bounded by what they take when encoded. */
const HALF = 2 * 1024 * 1024;

/** Two generations: when the young one is full it becomes the old one, and what nobody asked for since then is dropped. */
export class RowCache {
  private young = new Map<string, { readonly value: unknown; readonly size: number }>();
  private old = this.young;
  private size = 0;

  get(key: string): unknown {
    const row = this.young.get(key);
    if (row !== undefined) return row.value;
    const aged = this.old.get(key);
    if (aged === undefined) return undefined;
    this.put(key, aged.value, aged.size);
    return aged.value;
  }

  put(key: string, value: unknown, size: number): void {
    if (size > HALF / 16) {
      this.delete(key);
      return;
    }
    this.young.set(key, { value, size });
    // An overwritten row counts twice: that only ages the generation sooner.
    this.size += size + key.length + 100;
    if (this.size < HALF) return;
    this.old = this.young;
    this.young = new Map();
    this.size = 0;
  }

  delete(key: string): void {
    this.young.delete(key);
    this.old.delete(key);
  }

  clear(): void {
    this.young = new Map();
    this.old = this.young;
    this.size = 0;
  }
}
