/** Who reads which blob: one that is freed meanwhile goes when its last reader has ended. */
export class BlobReaders {
  /** How many reads of a blob have begun and not ended. */
  private readonly readers = new Map<string, number>();
  /** Freed while somebody reads them. */
  private readonly condemned = new Set<string>();

  constructor(private readonly remove: (id: string) => void) {}

  isCondemned(id: string): boolean {
    return this.condemned.has(id);
  }

  begin(id: string): void {
    this.readers.set(id, (this.readers.get(id) ?? 0) + 1);
  }

  end(id: string): void {
    const left = (this.readers.get(id) ?? 1) - 1;
    if (left > 0) {
      this.readers.set(id, left);
      return;
    }
    this.readers.delete(id);
    if (this.condemned.delete(id)) this.remove(id);
  }

  /** Removes the blob, now or when its last reader has ended. */
  free(id: string): void {
    if (this.readers.has(id)) this.condemned.add(id);
    else this.remove(id);
  }

  /** What only readers still hold goes now: nobody reads on once the state is closed. */
  removeCondemned(): void {
    for (const id of this.condemned) this.remove(id);
    this.condemned.clear();
  }
}
