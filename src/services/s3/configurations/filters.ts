/** The filters that configurations choose objects by: a prefix, a tag, or both and more under `And`. */
import { MalformedXML } from '../../../../generated/s3/errors.js';
import type { Tag } from '../tagging/tag.js';

export interface GivenFilter {
  readonly Prefix?: string | undefined;
  readonly Tag?: Tag | undefined;
  readonly And?: { readonly Prefix?: string | undefined; readonly Tags?: readonly Tag[] | undefined } | undefined;
}

/** What an object must have: its key the prefix, and it all the tags. */
export interface ObjectFilter {
  readonly prefix: string;
  readonly tags: readonly Tag[];
}

export const malformedXml = (): MalformedXML =>
  new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');

/** @throws MalformedXML for more than one condition outside of `And`, and for a tag twice within it. */
export function readFilter({ Prefix, Tag, And }: GivenFilter): ObjectFilter {
  if ([Prefix, Tag, And].filter((condition) => condition !== undefined).length > 1) throw malformedXml();
  const tags = And?.Tags ?? (Tag === undefined ? [] : [Tag]);
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) throw malformedXml();
  return { prefix: And?.Prefix ?? Prefix ?? '', tags };
}

export const passesFilter = ({ prefix, tags }: ObjectFilter, key: string, tagsOfObject: readonly Tag[]): boolean =>
  key.startsWith(prefix) && tags.every(({ Key, Value }) => tagsOfObject.some((tag) => tag.Key === Key && tag.Value === Value));
