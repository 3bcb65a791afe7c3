/** The refusal of a request that isn't of its operation's form. */
import { FrameworkError } from '../contract/errors.js';

export const serializationError = (message: string): FrameworkError => new FrameworkError('SerializationException', message);
