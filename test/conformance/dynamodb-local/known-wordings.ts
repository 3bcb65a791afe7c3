/** Refusals that DynamoDB Local words otherwise than AWS. */
import { type KnownDifference, says } from './known-difference.js';

const REPORTED = 'the message that users of AWS report';

const wording = (name: string, local: RegExp, ours: RegExp, evidence = REPORTED): KnownDifference => ({
  name,
  local: `says ${local.source}`,
  aws: `says ${ours.source}`,
  evidence,
  covers: says(local, ours),
});

const MISMATCH = /^The provided key element does not match the schema$/;

export const wordings: readonly KnownDifference[] = [
  wording('keys of another length', /^The number of conditions on the keys is invalid$/, MISMATCH),
  wording('keys of other names', /^One of the required keys was not given a value$/, MISMATCH),
  wording('keys of another type', /^One or more parameter values were invalid: Type mismatch for key$/, MISMATCH),
  wording(
    'no key in an item',
    /^One of the required keys was not given a value$/,
    /^One or more parameter values were invalid: Missing the key \S+ in the item$/,
  ),
  wording(
    'the type of a key',
    /^One or more parameter values were invalid: Type mismatch for key$/,
    /^One or more parameter values were invalid: Type mismatch for key \S+ expected: [SNB] actual: \w+$/,
  ),
  wording(
    'the type of an index key',
    /^One or more parameter values were invalid: Type mismatch for Index Key$/,
    /^One or more parameter values were invalid: Type mismatch for Index Key \S+ Expected: [SNB] Actual: \w+ IndexName: \S+$/,
  ),
  wording(
    'no number',
    /A value provided cannot be converted into a number( for key :\w+)?$/,
    /The parameter cannot be converted to a numeric value/,
  ),
  wording('a key of no scalar type', /^Invalid attribute value type$/, MISMATCH),
  wording(
    'an index key of no scalar type',
    /^Invalid attribute value type$/,
    /^One or more parameter values were invalid: Type mismatch for (?:Index Key|key) /,
  ),
  wording(
    'the size of a key',
    /^Hash primary key values must be under 2048 bytes, and range primary key values must be under 1024 bytes$/,
    /^One or more parameter values were invalid: (?:Size of hashkey has exceeded the maximum size limit of2048 bytes|Aggregated size of all range keys has exceeded the size limit of 1024 bytes)$/,
  ),
  wording(
    'duplicates in a set of binaries',
    /One or more parameter values were invalid: Input collection of type BS contains duplicates\.(?: for key :\w+)?$/,
    /One or more parameter values were invalid: Input collection \[.*\]of type BS contains duplicates\.(?: for key :\w+)?$/,
  ),
  wording(
    'too many digits',
    /DynamoDB only supports precision up to 38 digits(?: for key :\w+)?$/,
    /Attempting to store more than 38 significant digits in a Number(?: for key :\w+)?$/,
  ),
  wording(
    'duplicates in a set',
    /One or more parameter values were invalid: Input collection \[.*\] contains duplicates(?: for key :\w+)?$/,
    /One or more parameter values were invalid: Input collection \[.*\] contains duplicates\.(?: for key :\w+)?$/,
  ),
  wording(
    'a name twice',
    /^Cannot have two attributes with the same name$/,
    /^One or more parameter values were invalid: Duplicate value in attribute name: /,
  ),
  wording('a malformed name', /^Cannot do operations on a non-existent table$/, /^Invalid table\/index name\./),
  wording('no such table', /^Cannot do operations on a non-existent table$/, /^Requested resource not found/),
  wording(
    'a hash key without condition',
    /^Query condition missed key schema element$/,
    /^Query condition missed key schema element: \S+$/,
  ),
  wording(
    'consistent reads of a global index',
    /^Consistent read cannot be true when (?:querying|scanning) a GSI$/,
    /^Consistent reads are not supported on global secondary indexes$/,
  ),
  wording(
    'a start behind other keys',
    /^The provided starting key does not match the range key predicate$/,
    /^The provided starting key is outside query boundaries based on provided conditions$/,
  ),
  wording(
    'a start of other keys',
    /^(?:Exclusive Start Key must have same size as table's key schema|Type mismatch for attribute to update)$/,
    /^The provided starting key is invalid/,
  ),
  wording(
    'the size of an index key',
    /^One or more parameter values were invalid: Size limit exceeded$/,
    /^One or more parameter values were invalid: (?:Size of hashkey has exceeded|Aggregated size of all range keys has exceeded)/,
  ),
  wording(
    'an update of an index key',
    /^Updates on index keys must be of the same data type as the key attribute$/,
    /^One or more parameter values were invalid: Type mismatch for Index Key \S+ Expected: [SNB] Actual: \w+ IndexName: \S+$/,
  ),
  wording(
    'a segment that is not there',
    /^1 validation error detected: Value '\d+' at 'segment' failed to satisfy constraint: Member must have value less than or equal to \d+$/,
    /^The Segment parameter is zero-based and must be less than parameter TotalSegments: /,
  ),
  wording(
    'a segment alone',
    /^If segment is specified, total segment must also be specified$/,
    /^The TotalSegments parameter is required but was not present in the request when Segment parameter is present$/,
  ),
  wording(
    'segments without one',
    /^If total segments is specified, a particular segment must also be specified for this request$/,
    /^The Segment parameter is required but was not present in the request when parameter TotalSegments is present$/,
  ),
];
