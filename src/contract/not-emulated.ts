import { FrameworkError } from './errors.js';

/**
 * Refuses the first of the parameters that a caller set and that isn't emulated yet, by its name: nothing is accepted and then ignored.
 * @throws FrameworkError NotImplemented
 */
export function refuseUnemulated(operation: string, input: object, parameters: readonly string[]): void {
  for (const name of parameters) {
    // The input's members are named by the model, as the parameters are.
    if ((input as Readonly<Record<string, unknown>>)[name] !== undefined) throw unemulated(operation, name);
  }
}

/** @param what a parameter, or one of its values. */
export const unemulated = (operation: string, what: string): FrameworkError =>
  new FrameworkError('NotImplemented', `${operation}: ${what} is known but not emulated`);
