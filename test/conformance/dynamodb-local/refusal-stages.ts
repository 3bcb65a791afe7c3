/**
 * What a refusal is about. AWS looks at a request by itself before it looks for the table; DynamoDB Local looks for the table first, and
 * at the keys and indexes that are named before it looks at expressions. So of several faults they tell different ones.
 */

/** What can be told only with the table: its schema, indexes and keys. */
const OF_TABLE = [
  /^Cannot do operations on a non-existent table$/,
  /^Requested resource not found/,
  /^Invalid table\/index name\./,
  /^Invalid attribute value type$/,
  /^Hash primary key values must be under 2048 bytes/,
  /^The number of conditions on the keys is invalid$/,
  /^One of the required keys was not given a value$/,
  /^The provided key element does not match the schema$/,
  /^One or more parameter values were invalid: (?:Missing the key|Type mismatch for key|Type mismatch for Index Key)/,
  /^One or more parameter values were invalid: (?:Size of hashkey|Aggregated size of all range keys) has exceeded/,
  /^One or more parameter values are not valid\. (?:The AttributeValue for a key attribute|A value specified for a secondary index key|The update expression attempted)/,
  /^The table does not have the specified index/,
  /^Consistent read cannot be true when (?:querying|scanning) a GSI$/,
  /^Consistent reads are not supported on global secondary indexes$/,
  /^Exclusive Start Key must have same size as table's key schema$/,
  /^Type mismatch for attribute to update$/,
  /^Transaction request cannot include multiple operations on one item$/,
  /^Provided list of item keys contains duplicates$/,
  /^Exclusive start key must lie within the segment$/,
  /^One or more parameter values were invalid: Size limit exceeded$/,
  /^Updates on index keys must be of the same data type/,
  /^The provided starting key /,
  /^Key attributes must be scalars; /,
  /^Query (?:condition missed key schema element|key condition not supported)/,
  /^One or more parameter values were invalid: Condition parameter type does not match schema type$/,
  /(?:can only contain non-primary key attributes): Primary key attribute: /,
  /^One or more parameter values were invalid: (?:Global secondary index|Secondary index|Select type ALL_ATTRIBUTES is not supported)/,
  /^One or more parameter values were invalid: Cannot update attribute /,
];

/** What can be told only with the item. */
const OF_ITEM = [
  /^The document path provided in the update expression is invalid for update$/,
  /^The provided expression refers to an attribute that does not exist in the item$/,
  /^An operand in the update expression has an incorrect data type$/,
  /^The conditional request failed$/,
  /^Item size to update has exceeded the maximum allowed size$/,
  /^Number (?:over|under)flow\. Attempting to store a number with magnitude /,
  /^DynamoDB only supports precision up to 38 digits$/,
];

export type Stage = 'request' | 'table' | 'item';

export function stageOf(message: string): Stage {
  if (OF_TABLE.some((each) => each.test(message))) return 'table';
  return OF_ITEM.some((each) => each.test(message)) ? 'item' : 'request';
}
