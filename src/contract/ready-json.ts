/**
 * Outputs that bring their JSON along. A service that keeps data in its wire form answers with it as it is: neither parsed nor written again.
 * The output's members can be read as those of any other.
 */
export const readyJson: unique symbol = Symbol('readyJson');

export interface ReadyJson {
  /** The document that the operation's writer would write. */
  readonly [readyJson]: string;
}
