import { describe, expect, it } from 'vitest';
import { FilterPolicyRefused, type FilterScope, parseFilterPolicy } from '../../../../src/services/sns/filters/filter-policy.js';

function reasonOf(text: string, scope: FilterScope = 'MessageAttributes'): string {
  try {
    parseFilterPolicy(text, scope);
  } catch (error) {
    if (error instanceof FilterPolicyRefused) return error.message;
    throw error;
  }
  return expect.fail(`${text} is a filter policy`);
}
const at = (text: string, column: number, line = 1): string => `\n at [Source: (String)"${text}"; line: ${line}, column: ${column}]`;
const hiddenAt = (column: number, line = 1): string =>
  `\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${line}, column: ${column}]`;

describe('a filter policy is refused as recorded', () => {
  it.each([
    // validate_policy
    ['{"key":[["value"]]}', 10, 'Match value must be String, number, true, false, or null'],
    ['{"key":[{"wrong-operator":true}]}', 31, 'Unrecognized match type wrong-operator'],
    ['{"key":[{"suffix":"value","prefix":"value2"}]}', 37, 'Only one key allowed in match expression'],
    // validate_policy_exists_operator
    ['{"key":[{"exists":null}]}', 23, 'exists match pattern must be either true or false.'],
    ['{"key":[{"exists":"no"}]}', 20, 'exists match pattern must be either true or false.'],
    // validate_policy_numeric_operator
    ['{"key":[{"numeric":[]}]}', 22, 'Invalid member in numeric match: ]'],
    ['{"key":[{"numeric":["operator"]}]}', 32, 'Unrecognized numeric range operator: operator'],
    ['{"key":[{"numeric":[1,"<="]}]}', 22, 'Invalid member in numeric match: 1'],
    ['{"key":[{"numeric":["=","000"]}]}', 26, 'Value of equals must be numeric'],
    ['{"key":[{"numeric":[">="]}]}', 26, 'Value of >= must be numeric'],
    ['{"key":[{"numeric":["<",100,">",10]}]}', 30, 'Too many elements in numeric expression'],
    ['{"key":[{"numeric":[">=",1,">",2]}]}', 31, 'Bad numeric range operator: >'],
    ['{"key":[{"numeric":[">",3,"<",1]}]}', 33, 'Bottom must be less than top'],
    ['{"key":[{"numeric":[">",20,"<="]}]}', 33, 'Value of <= must be numeric'],
    ['{"key":[{"numeric":[">",20,30]}]}', 30, 'Bad value in numeric range: 30'],
    ['{"key":[{"numeric":[">",20,"test"]}]}', 34, 'Bad numeric range operator: test'],
    ['{"key":[{"numeric":[">","20","<","30"]}]}', 26, 'Value of > must be numeric'],
    ['{"key":[{"numeric":[">",20,"<","30"]}]}', 33, 'Value of < must be numeric'],
    ['{"key":[{"numeric":[">",20,"<",30,"<",50]}]}', 36, 'Too many terms in numeric range expression'],
    // validate_policy_string_operators
    ['{"key":[]}', 10, 'Empty arrays are not allowed'],
    ['{"key":[{"suffix":100}]}', 22, 'suffix match pattern must be a string'],
    ['{"key":[{"suffix":null}]}', 23, 'suffix match pattern must be a string'],
    ['{"key":{"suffix":"value"}}', 19, '"suffix" must be an object or an array'],
    ['{"key":[{"suffix":[]}]}', 20, 'suffix match pattern must be a string'],
    ['{"key":[{"suffix":["test","test2"]}]}', 20, 'suffix match pattern must be a string'],
    ['{"key":{"suffix":"value","prefix":"value"}}', 19, '"suffix" must be an object or an array'],
    ['{"key":{"not-an-operator":"value"}}', 28, '"not-an-operator" must be an object or an array'],
    ['{"key":[{"cidr":["bad-filter"]}]}', 18, 'prefix match pattern must be a string'],
    // sub_filter_policy_nested_property_constraints
    ['{"key_a":"value_one"}', 11, '"key_a" must be an object or an array'],
  ])('%s', (text, column, words) => {
    expect(reasonOf(text)).toBe(`FilterPolicy: ${words}${at(text, column)}`);
  });

  it.each([
    ['10.0.0.0', "Malformed CIDR, one '/' required"],
    ['bad-filter/64', 'Nonstandard IP address: bad-filter'],
    ['bad-filter/bad-filter', 'Malformed CIDR, mask bits must be an integer'],
    ['xx.11.xx/8', 'Nonstandard IP address: xx.11.xx'],
    ['xxxx:db8:1234:1a00::/64', 'Nonstandard IP address: xxxx:db8:1234:1a00::'],
  ])('{"cidr": "%s"}', (block, words) => {
    expect(reasonOf(JSON.stringify({ key: [{ cidr: block }] }))).toBe(`FilterPolicy: ${words}`);
  });

  it('for text that is no JSON', () => {
    expect(reasonOf('invalid')).toBe(
      `FilterPolicy: failed to parse JSON. Unrecognized token 'invalid': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')${hiddenAt(8)}`,
    );
  });

  it('for objects in objects, unless it is about the body', () => {
    const nested = '{"object":{"key":[{"prefix":"auto-"}]}}';
    expect(reasonOf(nested)).toBe('Filter policy scope MessageAttributes does not support nested filter policy');
    parseFilterPolicy(nested, 'MessageBody');
  });

  it('for more than five fields', () => {
    const words = 'FilterPolicy: Filter policy can not have more than 5 keys';
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(reasonOf(JSON.stringify(Object.fromEntries(keys.map((key) => [key, ['value']]))))).toBe(words);
    expect(reasonOf(JSON.stringify({ a: Object.fromEntries(keys.map((key) => [key, [1]])) }), 'MessageBody')).toBe(words);
    parseFilterPolicy(JSON.stringify(Object.fromEntries(keys.slice(1).map((key) => [key, ['value']]))), 'MessageAttributes');
  });

  const values = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `value-${index}`);
  it.each<[string, object, FilterScope]>([
    ['in one list', { a: values(151) }, 'MessageAttributes'],
    ['in two', { a: values(11), b: values(14) }, 'MessageAttributes'],
    // The guide: "4 x 3 nested levels", "3 x 2", "3 x 1".
    ['nested', { key_a: { key_b: { key_c: values(4) } }, key_d: { key_e: values(3) }, key_f: values(3) }, 'MessageBody'],
    ['of alternatives', { source: values(20), $or: [{ a: values(4) }, { b: values(4) }] }, 'MessageAttributes'],
    [
      'of alternatives of alternatives',
      { $or: [{ a: values(100) }, { b: values(9), $or: [{ c: values(3) }, { d: values(3) }] }] },
      'MessageAttributes',
    ],
  ])('for more than 150 combinations of values: %s', (_name, policy, scope) => {
    expect(reasonOf(JSON.stringify(policy), scope)).toBe('FilterPolicy: Filter policy is too complex');
  });
});

describe('a filter policy', () => {
  const values = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
  it.each<[string, object, FilterScope]>([
    ['of 150 values', { a: values(150) }, 'MessageAttributes'],
    ['of 15 and 10', { a: values(15), b: values(10) }, 'MessageAttributes'],
    ['of 75 in an object', { a: { b: values(75) } }, 'MessageBody'],
    ['of alternatives with 75 each', { $or: [{ a: values(75) }, { b: values(75) }] }, 'MessageAttributes'],
    ['of nothing', {}, 'MessageAttributes'],
  ])('is taken: %s', (_name, policy, scope) => {
    expect(parseFilterPolicy(JSON.stringify(policy), scope).scope).toBe(scope);
  });

  it('is refused where its alternatives multiply without end', () => {
    const or = [{ a: [1] }, { b: [1] }];
    const policy = values(40).reduce<object>((inner) => ({ $or: [...or, inner] }), { c: [1] });
    const wide = `{${values(12)
      .map(() => `"$or":${JSON.stringify(or)}`)
      .join(',')}}`;
    expect(() => parseFilterPolicy(JSON.stringify(policy), 'MessageBody')).not.toThrow();
    expect(reasonOf(wide)).toBe('FilterPolicy: Filter policy is too complex');
  });

  it('is refused beyond 256 KB', () => {
    const policy = (bytes: number) => JSON.stringify({ a: ['é'.repeat((bytes - 10) / 2)] });
    parseFilterPolicy(policy(256 * 1024), 'MessageAttributes');
    expect(reasonOf(policy(256 * 1024 + 2))).toBe('FilterPolicy: Filter policy is too large');
  });

  it.each([
    ['[]', 2, 'Filter is not an object'],
    ['"text"', 2, 'Filter is not an object'],
    ['', 1, 'Filter is not an object'],
    ['{"a":{}}', 8, 'Empty objects are not allowed'],
    ['{"a":[{}]}', 9, 'Match expression name not found'],
    ['{"a":[{"prefix":1}]}', 18, 'prefix match pattern must be a string'],
    ['{"a":[{"equals-ignore-case":1}]}', 30, 'equals-ignore-case match pattern must be a string'],
    ['{"a":[{"wildcard":1}]}', 20, 'wildcard match pattern must be a string'],
    ['{"a":[{"wildcard":"a**"}]}', 24, 'Consecutive wildcard characters at pos 2'],
    ['{"a":[{"wildcard":"\\\\a"}]}', 24, 'Invalid escape character at pos 1'],
    ['{"a":[{"numeric":1}]}', 19, 'Value of numeric must be an array.'],
    ['{"a":[{"numeric":["=",1],"b":1}]}', 31, 'Too many elements in numeric expression'],
    ['{"a":[{"numeric":["=",1000000001]}]}', 34, 'Value must be between -1.0E9 and 1.0E9, inclusive'],
    ['{"a":[{"anything-but":null}]}', 27, 'Value of anything-but must be an array or single string/number value.'],
    ['{"a":[{"anything-but":[]}]}', 25, 'Inside anything but list, either all values are number or string, mixed type is not supported'],
    [
      '{"a":[{"anything-but":["b",1]}]}',
      30,
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    ],
    ['{"a":[{"anything-but":[null]}]}', 28, 'Inside anything but list, start|null|boolean is not supported.'],
    ['{"a":[{"anything-but":{"numeric":["=",1]}}]}', 35, 'Unsupported anything-but pattern: numeric'],
    ['{"a":[{"anything-but":{}}]}', 25, 'Anything-But expression name not found'],
    ['{"a":[{"anything-but":{"prefix":""}}]}', 35, 'Null prefix/suffix not allowed'],
    ['{"a":[{"anything-but":{"suffix":1}}]}', 34, 'prefix/suffix match pattern must be a string'],
    ['{"a":[{"anything-but":{"suffix":true}}]}', 37, 'Value of anything-but must be an array or single string/number value.'],
    ['{"a":[{"anything-but":{"prefix":"a","suffix":"b"}}]}', 47, 'Too many elements in numeric expression'],
    ['{"a":[{"exists":true,"prefix":"b"}]}', 32, 'Only one key allowed in match expression'],
    ['{"$or":{"a":[1]}}', 9, 'It must be an Array followed with $or.'],
    ['{"$or":[{"a":[1]}]}', 19, 'There must have at least 2 Objects in $or relationship.'],
    ['{"$or":["a","b"]}', 10, 'Only JSON object is allowed in array of $or relationship.'],
    ['{"$or":[{"prefix":["a"]},{"b":[1]}]}', 20, 'prefix is Ruler reserved fieldName which cannot be used inside $or.'],
  ])('is refused: %s', (text, column, words) => {
    expect(reasonOf(text)).toBe(`FilterPolicy: ${words}${at(text, column)}`);
  });

  it.each([
    ['10.0.0.0/8/8', "Malformed CIDR, one '/' required"],
    ['10.0.0.0/', "Malformed CIDR, one '/' required"],
    ['10.0.0.0/-1', 'Malformed CIDR, mask bits must not be negative'],
    ['10.0.0.0/32', 'IPv4 mask bits must be < 32'],
    ['::1/128', 'IPv6 mask bits must be < 128'],
  ])('is refused with {"cidr": "%s"}', (block, words) => {
    expect(reasonOf(JSON.stringify({ key: [{ cidr: block }] }))).toBe(`FilterPolicy: ${words}`);
  });

  it('is shown with its lines, and no more of it than its beginning', () => {
    expect(reasonOf('{\n  "a": "b"\n}')).toBe(`FilterPolicy: "a" must be an object or an array${at('{\\n  "a": "b"\\n}', 9, 2)}`);
    const text = JSON.stringify({ a: ['b'.repeat(600), []] });
    expect(reasonOf(text)).toBe(
      `FilterPolicy: Match value must be String, number, true, false, or null\n at [Source: (String)"${text.slice(0, 500)}"[truncated ${text.length - 500} chars]; line: 1, column: 611]`,
    );
  });

  const start = 'start marker at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 1])';
  const valid = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
  it.each([
    ['{"a":[1]', 9, `Unexpected end-of-input: expected close marker for Object (${start}`],
    ['{"a"', 5, 'Unexpected end-of-input within/between Object entries'],
    ['{"a', 4, 'Unexpected end-of-input in field name'],
    ['{"a":["b', 9, 'Unexpected end-of-input: was expecting closing quote for a string value'],
    ['{a:[1]}', 2, "Unexpected character ('a' (code 97)): was expecting double-quote to start field name"],
    ['{"a" [1]}', 6, "Unexpected character ('[' (code 91)): was expecting a colon to separate field name and value"],
    ['{"a":[1] "b":[2]}', 10, `Unexpected character ('"' (code 34)): was expecting comma to separate Object entries`],
    ['{"a":[1 2]}', 9, "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries"],
    ['{"a":[1,]}', 9, `Unexpected character (']' (code 93)): expected a valid value ${valid}`],
    ['{"a":[01]}', 9, 'Invalid numeric value: Leading zeroes not allowed'],
    ['{"a":[1.]}', 9, "Unexpected character (']' (code 93)): Decimal point not followed by a digit"],
    ['{"a":["\\x"]}', 10, "Unrecognized character escape 'x' (code 120)"],
    ['{"a":[True]}', 11, `Unrecognized token 'True': was expecting ${valid}`],
  ])('is no JSON: %s', (text, column, words) => {
    expect(reasonOf(text)).toBe(`FilterPolicy: failed to parse JSON. ${words}${hiddenAt(column)}`);
  });

  it('is not read below a thousand levels', () => {
    expect(reasonOf('{"a":'.repeat(10_000))).toContain('Document nesting depth (1001) exceeds the maximum allowed (1000');
    expect(reasonOf(`{"a":${'['.repeat(50_000)}`)).toContain('Document nesting depth (1001) exceeds the maximum allowed (1000');
  });
});
