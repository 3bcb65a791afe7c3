import { describe, expect, it } from 'vitest';
import { globalKeys, requestPrincipal } from '../../../src/auth/policy/global-keys.js';
import { createClock } from '../../../src/clock/emulator-clock.js';
import type { CallerRequest, Context, Principal } from '../../../src/contract/context.js';

const clock = createClock();
clock.freeze(Date.parse('2026-01-02T03:04:05Z'));

const root: Principal = { kind: 'root', accountId: '111111111111', arn: 'arn:aws:iam::111111111111:root', userId: '111111111111' };
const role: Principal = {
  kind: 'assumed-role',
  accountId: '111111111111',
  arn: 'arn:aws:sts::111111111111:assumed-role/reader/me',
  userId: 'AROAEXAMPLE:me',
};
const anonymous: Principal = { kind: 'anonymous', accountId: '000000000000', arn: '*', userId: 'anonymous' };

function contextOf(principal: Principal, request: Partial<CallerRequest> = {}): Context {
  return {
    accountId: principal.accountId,
    region: 'eu-west-1',
    partition: 'aws',
    requestId: 'id',
    principal,
    clock,
    operation: 'GetObject',
    request: { method: 'GET', target: '/', headers: {}, scheme: 'http', host: 'localhost', ...request },
  };
}

describe('global condition keys', () => {
  it('say when, where and how a request came', () => {
    const headers = { referer: 'http://example.com/', 'user-agent': 'curl/8' };
    const keys = globalKeys(contextOf(root, { headers, scheme: 'https', remoteAddress: '::ffff:203.0.113.7' }), undefined);
    const values = {
      'aws:CurrentTime': '2026-01-02T03:04:05.000Z',
      'aws:EpochTime': '1767323045',
      'aws:Referer': 'http://example.com/',
      'aws:RequestedRegion': 'eu-west-1',
      'aws:SecureTransport': 'true',
      'aws:SourceIp': '203.0.113.7',
      'aws:UserAgent': 'curl/8',
      'aws:ViaAWSService': 'false',
    };
    for (const [key, value] of Object.entries(values)) expect([key, keys(key), keys(key.toLowerCase())]).toEqual([key, value, value]);
    expect(globalKeys(contextOf(root), undefined)('aws:SourceIp')).toBe('127.0.0.1');
  });

  it.each<[string, Principal, Readonly<Record<string, string | undefined>>]>([
    [
      'a root',
      root,
      { PrincipalArn: root.arn, PrincipalAccount: '111111111111', PrincipalType: 'Account', userid: '111111111111', username: undefined },
    ],
    [
      'a user',
      { ...root, kind: 'user', arn: 'arn:aws:iam::111111111111:user/team/mary', userId: 'AIDAEXAMPLE' },
      { PrincipalArn: 'arn:aws:iam::111111111111:user/team/mary', PrincipalType: 'User', userid: 'AIDAEXAMPLE', username: 'mary' },
    ],
    [
      'a role',
      role,
      {
        PrincipalArn: 'arn:aws:iam::111111111111:role/reader',
        PrincipalType: 'AssumedRole',
        userid: 'AROAEXAMPLE:me',
        username: undefined,
      },
    ],
    ['nobody', anonymous, { PrincipalArn: undefined, PrincipalAccount: undefined, PrincipalType: 'Anonymous', userid: 'anonymous' }],
  ])('say who %s is', (_, principal, values) => {
    const keys = globalKeys(contextOf(principal), undefined);
    for (const [key, value] of Object.entries(values)) expect([key, keys(`aws:${key}`)]).toEqual([key, value]);
  });

  it('say for which resource a service calls', () => {
    const service: Principal = { kind: 'service', accountId: '111111111111', arn: 'sns.amazonaws.com', userId: 'sns.amazonaws.com' };
    const source = { arn: 'arn:aws:sns:eu-west-1:111111111111:news', accountId: '111111111111' };
    const keys = globalKeys({ ...contextOf(service), source }, undefined);
    const values = {
      'aws:PrincipalAccount': undefined,
      'aws:PrincipalArn': undefined,
      'aws:PrincipalIsAWSService': 'true',
      'aws:PrincipalServiceName': 'sns.amazonaws.com',
      'aws:SourceAccount': '111111111111',
      'aws:SourceArn': source.arn,
    };
    for (const [key, value] of Object.entries(values)) expect([key, keys(key)]).toEqual([key, value]);
    expect(requestPrincipal(service, undefined)).toEqual({ arns: [], service: 'sns.amazonaws.com' });
    expect(globalKeys(contextOf(root), undefined)('aws:SourceArn')).toBeUndefined();
  });

  it('say what a session carries', () => {
    const roleArn = 'arn:aws:iam::111111111111:role/team/reader';
    const keys = globalKeys(contextOf(role), { roleArn, tags: { Team: 'red' }, sourceIdentity: 'mary' });
    expect(keys('aws:PrincipalArn')).toBe(roleArn);
    expect(keys('aws:PrincipalTag/team')).toBe('red');
    expect(keys('aws:principaltag/colour')).toBeUndefined();
    expect(keys('aws:SourceIdentity')).toBe('mary');
    expect(keys('aws:MultiFactorAuthPresent')).toBe('false');
    expect(globalKeys(contextOf(root), undefined)('aws:MultiFactorAuthPresent')).toBeUndefined();
  });

  it('name a caller in all forms that policies have for it', () => {
    expect(requestPrincipal(role, undefined, 'abc')).toEqual({
      accountId: '111111111111',
      arns: [role.arn, 'arn:aws:iam::111111111111:role/reader', 'AROAEXAMPLE'],
      canonicalId: 'abc',
    });
    expect(requestPrincipal(anonymous, undefined, 'abc')).toEqual({ arns: [] });
  });
});
