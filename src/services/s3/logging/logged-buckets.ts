/** The buckets that may have an access log: asked with every request, so it is kept beside the rows. */
import type { State } from '../../../state/table.js';
import type { Settings } from '../buckets/settings.js';

/** Holds every bucket that has one; some that are in it may have none any more. */
export class LoggedBuckets {
  readonly #settings: Settings;
  /** Undefined until it is first asked for, and when the rows were replaced. */
  #names: Set<string> | undefined;

  constructor(state: State, settings: Settings) {
    this.#settings = settings;
    state.onReplaced(() => (this.#names = undefined));
  }

  get areSome(): boolean {
    return this.#known().size > 0;
  }

  has(bucket: string): boolean {
    return this.#known().has(bucket);
  }

  add(bucket: string): void {
    this.#known().add(bucket);
  }

  #known(): Set<string> {
    if (this.#names !== undefined) return this.#names;
    this.#names = new Set();
    for (const [[bucket, kind]] of this.#settings.range()) if (kind === 'logging') this.#names.add(bucket);
    return this.#names;
  }
}
