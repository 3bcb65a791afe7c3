/** What a document is read into. */

/** AWS's deepest documents have some twenty levels; readers walk an element by recursion. */
export const MAX_DEPTH = 100;
/** The largest documents that AWS takes name 10,000 parts (CompleteMultipartUpload) with up to eight elements each. */
export const MAX_ELEMENTS = 250_000;

export interface XmlElement {
  /** Without prefix. */
  readonly name: string;
  /** By name without prefix, namespace declarations left out. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text that stands directly in the element, CDATA included, untrimmed. */
  readonly text: string;
}

/** The document isn't well formed, or isn't of the expected shape. */
export class XmlError extends Error {}
