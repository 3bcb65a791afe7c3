/** The rules of tags, and the x-amz-tagging header. All recorded on AWS but the counts, which the User Guide gives. */
import { BadRequest, InvalidArgument, InvalidTag, MalformedXML } from '../../../../generated/s3/errors.js';
import type { Tag } from './tag.js';

/** Letters, digits, spaces and some signs. */
const TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
/** Characters. */
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;
const MOST_OBJECT_TAGS = 10;
const MOST_BUCKET_TAGS = 50;

interface GivenTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** A bucket that is being made has its tags refused in words of its own. */
type Owner = 'bucket' | 'new bucket' | 'object';

/** @throws MalformedXML, InvalidTag, BadRequest */
export function checkTags(given: readonly GivenTag[], owner: Owner): readonly Tag[] {
  const most = owner === 'object' ? MOST_OBJECT_TAGS : MOST_BUCKET_TAGS;
  if (given.length > most)
    throw new BadRequest(owner === 'object' ? 'Object tags cannot be greater than 10' : 'Bucket tag count cannot be greater than 50');
  const keys = new Set<string>();
  return given.map(({ Key, Value }) => {
    if (Key === undefined || Value === undefined)
      throw new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
    if (keys.has(Key)) throw new InvalidTag('Cannot provide multiple Tags with the same key', { TagKey: Key });
    keys.add(Key);
    if (Key.startsWith('aws:')) throw reserved(owner, Key);
    if (Key === '' || Key.length > LONGEST_KEY || !TEXT.test(Key))
      throw new InvalidTag('The TagKey you have provided is invalid', { TagKey: Key });
    if (Value.length > LONGEST_VALUE || !TEXT.test(Value))
      throw new InvalidTag('The TagValue you have provided is invalid', { TagKey: Key, TagValue: Value });
    return { Key, Value };
  });
}

function reserved(owner: Owner, TagKey: string): InvalidTag {
  switch (owner) {
    case 'object':
      return new InvalidTag('Your TagKey cannot be prefixed with aws:', { TagKey });
    case 'bucket':
      return new InvalidTag('System tags cannot be added/updated by requester', { TagKey });
    case 'new bucket':
      return new InvalidTag(
        'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.',
      );
  }
}

/**
 * The tags of x-amz-tagging, sorted by key as AWS stores them: a query string whose parts may lack their values.
 * @returns undefined for none.
 */
export function readTagHeader(header: string | undefined): readonly Tag[] | undefined {
  if (header === undefined || header === '') return undefined;
  const given: Tag[] = [];
  for (const [Key, Value] of new URLSearchParams(header)) given.push({ Key, Value });
  if (given.length === 0) return undefined;
  if (new Set(given.map(({ Key }) => Key)).size < given.length)
    throw new InvalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      {
        ArgumentName: 'x-amz-tagging',
        ArgumentValue: header,
      },
    );
  return sortTags(checkTags(given, 'object'));
}

export const sortTags = (tags: readonly Tag[]): readonly Tag[] =>
  [...tags].sort((one, other) => Buffer.compare(Buffer.from(one.Key), Buffer.from(other.Key)));
