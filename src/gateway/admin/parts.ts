import type { Emulator } from '../emulator.js';
import type { AllowedHosts } from './guard.js';

/** What the admin paths work on. */
export interface AdminParts {
  readonly emulator: Emulator;
  /** The models' names of the services that have behaviour. */
  readonly services: readonly string[];
  readonly allowedHosts: AllowedHosts;
}
