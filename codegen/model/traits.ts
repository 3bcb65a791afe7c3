/** Reads trait values whose form the emitters need. */
import type { XmlNamespace } from '../../src/contract/shapes.js';
import type { Traits } from './ast.js';

/** The value of a trait that is a string; undefined when it isn't there. */
export function stringTrait(traits: Traits, id: string): string | undefined {
  const value = traits[id];
  if (value !== undefined && typeof value !== 'string') throw new Error(`${id} is not a string: ${JSON.stringify(value)}`);
  return value;
}

/** The xmlNamespace trait. */
export function xmlNamespaceOf(traits: Traits): XmlNamespace | undefined {
  const value = traits['smithy.api#xmlNamespace'];
  if (value === undefined) return undefined;
  // The trait's definition: uri is required, prefix optional.
  const { uri, prefix } = value as XmlNamespace;
  return prefix === undefined ? { uri } : { uri, prefix };
}
