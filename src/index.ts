/** The package's public API. */
export type { Fault, FaultSpec } from './gateway/faults.js';
export { FaultRefused } from './gateway/faults.js';
export type { JournalFilter } from './gateway/request-journal.js';
export type { RequestOutcome } from './gateway/request-outcome.js';
export type { InProcessHandler } from './in-process/handler.js';
export type {
  ClientConfig,
  ClientConfigOptions,
  ResetOptions,
  StartOptions,
  Tinsmith,
  TinsmithClock,
  TinsmithFaults,
  TinsmithRequests,
} from './in-process/tinsmith.js';
export { startTinsmith } from './in-process/tinsmith.js';
export type { Options } from './options.js';
export { OptionError } from './options.js';
