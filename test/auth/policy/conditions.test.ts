// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import { describe, expect, it } from 'vitest';
import { areMet, isOperator } from '../../../src/auth/policy/conditions.js';

type Given = string | readonly string[] | undefined;
type Case = readonly [operator: string, wanted: readonly string[], given: Given, met: boolean];

const met = (operator: string, values: readonly string[], given: Given): boolean =>
  areMet(
    [{ operator, key: 'k', values }],
    (key) => (key === 'k' ? given : undefined),
    (name) => (name === 'aws:username' ? 'ann*' : undefined),
  );

const cases: readonly Case[] = [
  ['StringEquals', ['a'], 'a', true],
  ['StringEquals', ['a'], 'A', false],
  ['StringEquals', ['a', 'b'], 'b', true],
  ['StringEquals', ['a*'], 'ab', false],
  ['StringEquals', ['a*'], 'a*', true],
  ['StringEquals', ['a'], undefined, false],
  ['StringEquals', ['${aws:username}'], 'ann*', true],
  ['StringEquals', ['${aws:userid}'], '', false],
  ['StringEquals', ["${aws:userid, 'nobody'}"], 'nobody', true],
  ['StringNotEquals', ['a'], 'b', true],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', ['a'], undefined, true],
  ['StringEqualsIgnoreCase', ['aB'], 'Ab', true],
  ['StringNotEqualsIgnoreCase', ['aB'], 'Ab', false],
  ['StringLike', ['home/*/x?'], 'home/a/b/x1', true],
  ['StringLike', ['home/*/x?'], 'home/a/x', false],
  ['StringLike', ['${aws:username}/*'], 'ann*/x', true],
  ['StringLike', ['${aws:username}/*'], 'anna/x', false],
  ['StringLike', ['a${*}'], 'ab', false],
  ['StringLike', ['a${*}'], 'a*', true],
  ['StringLike', ['a.c'], 'abc', false],
  ['StringNotLike', ['a*'], 'abc', false],
  ['NumericEquals', ['10'], '10.0', true],
  ['NumericNotEquals', ['10'], '11', true],
  ['NumericLessThan', ['10'], '9', true],
  ['NumericLessThan', ['10'], '10', false],
  ['NumericLessThanEquals', ['10'], '10', true],
  ['NumericGreaterThan', ['10'], '10', false],
  ['NumericGreaterThanEquals', ['10'], '10', true],
  ['NumericEquals', ['x'], 'x', false],
  ['DateEquals', ['2026-01-01T00:00:00Z'], '1767225600', true],
  ['DateLessThan', ['2026-01-01T00:00:00Z'], '2025-12-31T23:59:59Z', true],
  ['DateLessThanEquals', ['2026-01-01T00:00:00Z'], '2026-01-01T00:00:00Z', true],
  ['DateGreaterThan', ['2026-01-01T00:00:00Z'], '2026-01-01T00:00:00Z', false],
  ['DateGreaterThanEquals', ['1767225600'], '2026-01-01T00:00:00Z', true],
  ['DateNotEquals', ['2026-01-01T00:00:00Z'], '2026-01-01T00:00:01Z', true],
  ['Bool', ['true'], 'TRUE', true],
  ['Bool', ['true'], 'false', false],
  ['Bool', ['false'], undefined, false],
  ['BoolIfExists', ['false'], undefined, true],
  ['BinaryEquals', ['QmluYXJ5'], 'QmluYXJ5', true],
  ['IpAddress', ['203.0.113.0/24'], '203.0.113.7', true],
  ['IpAddress', ['203.0.113.0/24'], '203.0.114.7', false],
  ['IpAddress', ['203.0.113.7'], '::ffff:203.0.113.7', true],
  ['IpAddress', ['2001:db8::/32'], '2001:db8:1::1', true],
  ['IpAddress', ['2001:db8::/32'], '203.0.113.7', false],
  ['IpAddress', ['203.0.113.0/33'], '203.0.113.0', false],
  ['NotIpAddress', ['203.0.113.0/24'], '203.0.113.7', false],
  ['NotIpAddress', ['203.0.113.0/24'], '198.51.100.1', true],
  ['ArnEquals', ['arn:aws:sns:*:123456789012:t*'], 'arn:aws:sns:us-east-1:123456789012:topic', true],
  ['ArnLike', ['arn:aws:sns:*:t'], 'arn:aws:sns:us-east-1:123456789012:t', false],
  ['ArnLike', ['arn:aws:s3:::bucket/a:*'], 'arn:aws:s3:::bucket/a:b:c', true],
  ['ArnNotEquals', ['arn:aws:sns:*:123456789012:t*'], 'arn:aws:sns:us-east-1:123456789012:topic', false],
  ['ArnNotLike', ['arn:aws:sns:*:123456789012:t*'], 'arn:aws:sns:us-east-1:123456789012:queue', true],
  ['Null', ['true'], undefined, true],
  ['Null', ['true'], 'x', false],
  ['Null', ['false'], 'x', true],
  ['StringEqualsIfExists', ['a'], undefined, true],
  ['StringEqualsIfExists', ['a'], 'b', false],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
  ['ForAllValues:StringEquals', ['a'], [], true],
  ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
  ['ForAnyValue:StringEquals', ['a'], [], false],
  ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
  ['ForAnyValue:StringNotEquals', ['a'], undefined, false],
  ['ForAllValues:StringNotEquals', ['a'], ['a', 'b'], false],
  ['ForAnyValue:StringLikeIfExists', ['a*'], undefined, true],
];

describe('a condition', () => {
  it.each(cases)('%s %j is asked of %j: %j', (operator, wanted, given, expected) => {
    expect(met(operator, wanted, given)).toBe(expected);
  });

  it('must be met with all others', () => {
    const conditions = [
      { operator: 'StringEquals', key: 'a', values: ['1'] },
      { operator: 'StringEquals', key: 'b', values: ['2'] },
    ];
    const keysOf = (keys: Readonly<Record<string, string>>) => (key: string) => keys[key];
    const none = (): undefined => undefined;
    expect(areMet(conditions, keysOf({ a: '1', b: '2' }), none)).toBe(true);
    expect(areMet(conditions, keysOf({ a: '1', b: '3' }), none)).toBe(false);
  });

  it('has one of the known operators', () => {
    expect(['StringEquals', 'ForAnyValue:ArnLikeIfExists', 'Null'].every(isOperator)).toBe(true);
    expect(['stringEquals', 'StringEqual', 'NullIfExists', 'ForSomeValues:StringEquals', ''].some(isOperator)).toBe(false);
  });
});
