/**
 * Outputs that bring the XML of a long list along, where a thousand objects would be made only to be written one by one.
 * The output's members can be read as those of any other.
 */
export const readyXml: unique symbol = Symbol('readyXml');

export interface ReadyXml {
  readonly [readyXml]: ReadyMembers;
}

export interface ReadyMembers {
  /** Members that follow one another in the output's shape. */
  readonly names: readonly string[];
  /** The elements that the operation's writer would write for them, in UTF-8. They hold until the next output is asked for its own. */
  readonly xml: Uint8Array;
}
