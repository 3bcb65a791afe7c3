import { describe, expect, it } from 'vitest';
import {
  type FilteredAttribute,
  type FilterScope,
  matchesFilterPolicy,
  parseFilterPolicy,
} from '../../../../src/services/sns/filters/filter-policy.js';

type Attributes = Readonly<Record<string, FilteredAttribute>>;

const text = (StringValue: string): FilteredAttribute => ({ DataType: 'String', StringValue });
const number = (StringValue: string): FilteredAttribute => ({ DataType: 'Number', StringValue });
const array = (...values: readonly unknown[]): FilteredAttribute => ({ DataType: 'String.Array', StringValue: JSON.stringify(values) });

function matches(policy: object, scope: FilterScope, attributes: Attributes, body = ''): boolean {
  return matchesFilterPolicy(parseFilterPolicy(JSON.stringify(policy), scope), { attributes, body });
}
const byAttributes = (policy: object, attributes: Attributes): boolean => matches(policy, 'MessageAttributes', attributes);
const byBody = (policy: object, body: unknown): boolean =>
  matches(policy, 'MessageBody', {}, typeof body === 'string' ? body : JSON.stringify(body));

describe('a filter policy on attributes', () => {
  // filter_policy, exists_filter_policy, exists_filter_policy_attributes_array, recorded; then the developer guide's own examples.
  it.each<[string, object, Attributes, boolean]>([
    ['numbers in a range', { attr1: [{ numeric: ['>', 0, '<=', 100] }] }, { attr1: number('99') }, true],
    ['numbers out of it', { attr1: [{ numeric: ['>', 0, '<=', 100] }] }, { attr1: number('101') }, false],
    ['null where there is no attribute', { attr1: [null, { 'anything-but': 'whatever' }] }, {}, true],
    ['nor null where there is one', { attr1: [null] }, { attr1: text('there') }, false],
    ['anything but a text, where there is another', { attr1: [null, { 'anything-but': 'whatever' }] }, { attr1: text('other') }, true],
    ['but not that text', { attr1: [null, { 'anything-but': 'whatever' }] }, { attr1: text('whatever') }, false],
    ['what exists', { store: [{ exists: true }] }, { store: number('99'), def: number('99') }, true],
    ['but not what does not', { store: [{ exists: true }] }, { def: number('99') }, false],
    ['what is not there', { store: [{ exists: false }] }, { def: number('99') }, true],
    ['but not what is', { store: [{ exists: false }] }, { store: number('99'), def: number('99') }, false],
    ['absence, only beside other attributes', { store: [{ exists: false }] }, {}, false],
    ['one value of several', { store: ['value1'] }, { store: array('value1', 'value2') }, true],
    ['a value of them', { store: ['value1'] }, { store: text('value1') }, true],
    ['none of them', { store: ['value1'] }, { store: array('value2') }, false],
    ['a text of a list', { interests: ['rugby', 'tennis'] }, { interests: text('tennis') }, true],
    ['a text not in it', { interests: ['rugby', 'tennis'] }, { interests: text('baseball') }, false],
    ['texts by their case', { interests: ['rugby'] }, { interests: text('Rugby') }, false],
    [
      'one value of an array that is not excluded',
      { interests: [{ 'anything-but': ['rugby', 'tennis'] }] },
      { interests: array('rugby', 'baseball') },
      true,
    ],
    ['no array with excluded ones alone', { interests: [{ 'anything-but': ['rugby', 'tennis'] }] }, { interests: array('rugby') }, false],
    ['anything but a prefix', { event: [{ 'anything-but': { prefix: 'order-' } }] }, { event: text('data-entry') }, true],
    ['not that prefix', { event: [{ 'anything-but': { prefix: 'order-' } }] }, { event: text('order-cancelled') }, false],
    ['an address in a block', { source_ip: [{ cidr: '10.0.0.0/24' }] }, { source_ip: text('10.0.0.255') }, true],
    ['no address outside', { source_ip: [{ cidr: '10.0.0.0/24' }] }, { source_ip: text('10.1.1.0') }, false],
    ['a price', { price_usd: [{ numeric: ['=', 301.5] }] }, { price_usd: number('301.50') }, true],
    ['anything but numbers', { price: [{ 'anything-but': [100, 500] }] }, { price: number('101') }, true],
    ['not those', { price: [{ 'anything-but': [100, 500] }] }, { price: number('1e2') }, false],
    ['every attribute that it names', { a: ['x'], b: ['y'] }, { a: text('x'), b: text('z') }, false],
    ['whatever else there is', { a: ['x'] }, { a: text('x'), b: text('z') }, true],
    ['alternatives', { source: ['s'], $or: [{ a: ['x'] }, { b: ['y'] }] }, { source: text('s'), b: text('y') }, true],
    ['none of them without the rest', { source: ['s'], $or: [{ a: ['x'] }, { b: ['y'] }] }, { b: text('y') }, false],
  ])('matches %s', (_name, policy, attributes, expected) => {
    expect(byAttributes(policy, attributes)).toBe(expected);
  });

  it.each<[string, object, Attributes, boolean]>([
    [
      'types with a name of their own',
      { a: ['x'], b: [1] },
      { a: { DataType: 'String.own', StringValue: 'x' }, b: { DataType: 'Number.int', StringValue: '1' } },
      true,
    ],
    ['no binary attributes', { a: [{ exists: true }] }, { a: { DataType: 'Binary' } }, false],
    ['absence, not beside binary attributes alone', { a: [{ exists: false }] }, { b: { DataType: 'Binary' } }, false],
    ['numbers, not their text', { a: [100] }, { a: text('100') }, false],
    ['texts, not numbers', { a: ['100'] }, { a: number('100') }, false],
    [
      'numbers, booleans and null of an array',
      { a: [2], b: [true], c: [null] },
      { a: array('x', 2), b: array(false, true), c: array(null) },
      true,
    ],
    ['nothing where an array is no JSON', { a: [{ 'anything-but': 'y' }] }, { a: { DataType: 'String.Array', StringValue: 'x' } }, false],
    ['nothing beside such an array', { b: ['x'] }, { a: { DataType: 'String.Array', StringValue: '["x"' }, b: text('x') }, false],
    ['nothing beside a text with a tab', { b: ['x'] }, { a: text('a\tb'), b: text('x') }, false],
    ['texts with other signs', { a: [{ exists: true }] }, { a: text('"ü"\\\u007f') }, true],
    ['names with dots', { 'a.b': ['x'] }, { 'a.b': text('x') }, true],
    ['names that objects have', { __proto__x: ['x'], constructor: [{ exists: false }] }, { __proto__x: text('x') }, true],
    ['not the body', { a: ['x'] }, {}, false],
  ])('matches %s', (_name, policy, attributes, expected) => {
    expect(matches(policy, 'MessageAttributes', attributes, '{"a":"x"}')).toBe(expected);
  });

  it('matches everything when it is empty', () => {
    expect(byAttributes({}, {})).toBe(true);
    expect(byBody({}, 'no JSON')).toBe(true);
  });
});

describe('a filter policy on the body', () => {
  // filter_policy_on_message_body*, filter_policy_ip_address_condition, recorded.
  const either = {
    $or: [{ metricName: ['CPUUtilization', 'ReadLatency'] }, { namespace: ['AWS/EC2', 'AWS/ES'] }],
    detail: { scope: ['Service'], $or: [{ source: ['aws.cloudwatch'] }, { type: ['CloudWatch Alarm State Change'] }] },
  };
  const records = { Records: { s3: { object: { key: [{ prefix: 'auto-' }] } }, eventName: [{ prefix: 'ObjectCreated:' }] } };
  const record = (eventName: string, key: string) => ({ eventName, s3: { object: { key, size: 17 } } });
  it.each<[string, object, unknown, boolean]>([
    ['a field of an object', { object: { key: [{ prefix: 'auto-' }, 'hardcodedvalue'] } }, { object: { key: 'auto-test' } }, true],
    ['another value of it', { object: { key: [{ prefix: 'auto-' }, 'hardcodedvalue'] } }, { object: { key: 'hardcodedvalue' } }, true],
    ['no other', { object: { key: [{ prefix: 'auto-' }] } }, { object: { key: 'test-auto' } }, false],
    ['no text that is no JSON', { object: { key: [{ prefix: 'auto-' }] } }, 'auto-test', false],
    ['no JSON that is no object', { a: [{ exists: false }] }, [{ b: 1 }], false],
    ['objects in objects', { object: { nested: ['string.value'] } }, { object: { nested: 'string.value' } }, true],
    ['dots for them', { object: { nested: ['string.value'] } }, { 'object.nested': 'string.value' }, true],
    ['deeper ones', { object: { nested: { test: ['string.value'] } } }, { object: { nested: { test: 'string.value' } } }, true],
    ['deeper dots', { object: { nested: { test: ['string.value'] } } }, { 'object.nested.test': 'string.value' }, true],
    ['a dot above', { object: { nested: { test: ['string.value'] } } }, { 'object.nested': { test: 'string.value' } }, true],
    ['a dot below', { object: { nested: { test: ['string.value'] } } }, { object: { 'nested.test': 'string.value' } }, true],
    [
      'one object of an array',
      records,
      { Records: [record('ObjectCreated:Put', 'auto-1'), record('ObjectRemoved:Delete', 'home-1')] },
      true,
    ],
    ['arrays in arrays', records, { Records: [{ eventName: 'ObjectCreated:Put', s3: { object: [[{ key: 'auto-1' }]] } }] }, true],
    [
      'no fields of different objects',
      records,
      { Records: [record('ObjectCreated:Put', 'home-1'), record('ObjectRemoved:Delete', 'auto-1')] },
      false,
    ],
    ['both alternatives', either, { metricName: 'CPUUtilization', detail: { scope: 'Service', source: 'aws.cloudwatch' } }, true],
    ['the other alternatives', either, { namespace: 'AWS/ES', detail: { scope: 'Service', type: 'CloudWatch Alarm State Change' } }, true],
    ['not one of them alone', either, { metricName: 'CPUUtilization', detail: { scope: 'Service' } }, false],
    ['nor the wrong rest', either, { metricName: 'CPUUtilization', detail: { scope: 'Cluster', source: 'aws.cloudwatch' } }, false],
    ['addresses', { detail: { ip: [{ cidr: '10.0.0.0/24' }] } }, { detail: { ip: '10.0.0.255' } }, true],
    ['no others', { detail: { ip: [{ cidr: '10.0.0.0/24' }] } }, { detail: { ip: '10.0.1.255' } }, false],
    ['the newer ones', { ip: [{ cidr: '2001:db8:1234:1a00::/64' }] }, { ip: '2001:0db8:1234:1a00:0000:0000:0000:0000' }, true],
    ['no newer others', { ip: [{ cidr: '2001:db8:1234:1a00::/64' }] }, { ip: '2001:0db8:123f:1a01:0000:0000:0000:0000' }, false],
  ])('matches %s', (_name, policy, body, expected) => {
    expect(byBody(policy, body)).toBe(expected);
  });

  const one = (pattern: unknown, value: unknown): boolean => byBody({ a: [pattern] }, { a: value, b: 1 });
  it.each<[unknown, readonly unknown[], readonly unknown[]]>([
    ['x', ['x', ['y', 'x']], ['X', 'xx', 1, null, [], { x: 1 }]],
    [1, [1, 1.0, 1.000001], [1.00001, '1', true]],
    [5_000_000_000, [5e9], [5_000_000_001]],
    [true, [true], [false, 'true', 1]],
    [null, [null, [null]], ['null', 0, false, []]],
    ['10.0.0.1', ['10.0.0.1', '::ffff:10.0.0.1'], ['10.0.0.2', '10.0.0.10']],
    [{ exactly: 'x' }, ['x'], ['xx']],
    [{ prefix: 'ab' }, ['ab', 'abc'], ['Ab', 'cab', 1, null]],
    [{ suffix: 'ab' }, ['ab', 'cab'], ['abc', 1]],
    [{ 'equals-ignore-case': 'Tennis' }, ['tennis', 'TENNIS'], ['tenni', 1]],
    [{ wildcard: 'a*b*' }, ['ab', 'axbx', 'abb'], ['a', 'ba', 'xab']],
    [{ wildcard: '*a*' }, ['a', 'bab'], ['', 'b']],
    [{ wildcard: 'ab*ba' }, ['abba', 'ab-ba'], ['aba']],
    [{ wildcard: 'a\\*b\\\\c' }, ['a*b\\c'], ['axb\\c']],
    [{ numeric: ['=', 1.5] }, [1.5, 1.500001], [1.50001, '1.5']],
    [{ numeric: ['>', 1] }, [1.00001, 1e9], [1, 1.000001, 0, '2']],
    [{ numeric: ['>=', 1] }, [1, 2], [0.99999]],
    [{ numeric: ['<', 1] }, [0.99999, -1e9], [1]],
    [{ numeric: ['<=', 1] }, [1, -5], [1.00001]],
    [{ numeric: ['>', 0, '<', 1] }, [0.5], [0, 1]],
    [{ numeric: ['>=', -1, '<=', 1] }, [-1, 1, [5, 0]], [2, [5]]],
    [{ 'anything-but': 'x' }, ['y', 1, true, null, ['x', 'y']], ['x', [], ['x']]],
    [{ 'anything-but': ['x', 'y'] }, ['z', 1], ['x', 'y']],
    [{ 'anything-but': 5 }, [6, '5'], [5, 5.000001]],
    [{ 'anything-but': { prefix: 'x' } }, ['y', 1], ['xy']],
    [{ 'anything-but': { suffix: ['x', 'y'] } }, ['z'], ['ax', 'ay']],
    [{ 'anything-but': { 'equals-ignore-case': 'X' } }, ['y'], ['x', 'X']],
    [{ 'anything-but': { wildcard: 'a*' } }, ['b'], ['a', 'ab']],
    [{ exists: true }, ['x', 0, false, '', ['x'], [null, 1]], [null, [], {}, { c: 1 }]],
    [{ exists: false }, [[], {}, { c: 1 }], ['x', null, 0]],
  ])('with %j', (pattern, fitting, others) => {
    expect(fitting.filter((value) => !one(pattern, value))).toEqual([]);
    expect(others.filter((value) => one(pattern, value))).toEqual([]);
  });

  it('takes no body that is nested as deep as AWS does not go', () => {
    const policy = parseFilterPolicy('{"a":[1]}', 'MessageBody');
    const nested = (depth: number) => ({ attributes: {}, body: `{"a":${'['.repeat(depth)}1${']'.repeat(depth)}}` });
    expect(matchesFilterPolicy(policy, nested(500))).toBe(true);
    expect(matchesFilterPolicy(policy, nested(100_000))).toBe(false);
  });
});
