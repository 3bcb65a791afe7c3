/** Writes through an SDK, each of which gives one of a few slots a new version. */
export interface Workload {
  readonly name: string;
  open(endpoint: string): WorkloadClient;
}

export interface WorkloadClient {
  /** Once, on an emulator that is new. */
  prepare(): Promise<void>;
  /** Resolves when the emulator has acknowledged the write. */
  write(slot: string, version: number): Promise<void>;
  /** The version in each slot. Throws when one isn't whole. */
  readAll(): Promise<ReadonlyMap<string, number>>;
  close(): void;
}
