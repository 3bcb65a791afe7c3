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
  /** Every version that each slot has had, in order, where the service keeps record of them. Throws when the record isn't true. */
  readHistory?(): Promise<ReadonlyMap<string, readonly number[]>>;
  /** Sends a write once more that may or may not have been carried out; false when nothing would tell that it is the same one. */
  writeAgain?(slot: string, version: number): Promise<boolean>;
  /** How many blobs must be in the data directory for what the service says that it has. */
  countBlobs?(): Promise<number>;
  close(): void;
}
