import { describe, expect, it } from 'vitest';
import { Metrics } from '../../src/gateway/metrics.js';
import { RequestJournal } from '../../src/gateway/request-journal.js';
import type { RequestOutcome } from '../../src/gateway/request-outcome.js';
import { startTinsmith } from '../../src/index.js';
import { send } from '../services/emulator.js';

const outcome = (facts: Partial<RequestOutcome> = {}): RequestOutcome => ({
  at: 0,
  requestId: 'id',
  service: 'dynamodb',
  operation: 'GetItem',
  accountId: '000000000000',
  region: 'us-east-1',
  input: {},
  inputStream: undefined,
  inputBytes: 2,
  status: 200,
  code: '',
  durationMs: 1,
  ...facts,
});

const ids = (journal: RequestJournal): readonly string[] => journal.list().map(({ requestId }) => requestId);

describe('the journal', () => {
  it('keeps the last requests, oldest first', () => {
    const journal = new RequestJournal({ requests: 3 });
    for (let n = 1; n <= 8; n += 1) journal.record(outcome({ requestId: `r${n}` }));
    expect(ids(journal)).toEqual(['r6', 'r7', 'r8']);
    journal.clear();
    expect(ids(journal)).toEqual([]);
    journal.record(outcome({ requestId: 'r9' }));
    expect(ids(journal)).toEqual(['r9']);
  });

  it('finds by service, operation, account, region and code', () => {
    const journal = new RequestJournal();
    journal.record(outcome({ requestId: 'get' }));
    journal.record(outcome({ requestId: 'put', operation: 'PutItem', code: 'ValidationException', status: 400 }));
    journal.record(outcome({ requestId: 's3', service: 's3', operation: 'GetObject', accountId: '111122223333', region: 'eu-west-1' }));
    const found = (filter: Parameters<RequestJournal['list']>[0]): readonly string[] =>
      journal.list(filter).map(({ requestId }) => requestId);
    expect(found({ service: 'dynamodb' })).toEqual(['get', 'put']);
    expect(found({ operation: 'PutItem' })).toEqual(['put']);
    expect(found({ account: '111122223333' })).toEqual(['s3']);
    expect(found({ region: 'eu-west-1' })).toEqual(['s3']);
    expect(found({ code: 'ValidationException' })).toEqual(['put']);
    expect(found({ code: 'OK' })).toEqual(['get', 's3']);
    expect(found({ last: 1 })).toEqual(['s3']);
    expect(found({ last: 0 })).toEqual([]);
  });

  it('lets go of old inputs before they hold too many bytes, but keeps the newest', () => {
    const journal = new RequestJournal({ inputBytes: 100 });
    for (let n = 1; n <= 4; n += 1) journal.record(outcome({ requestId: `r${n}`, inputBytes: 40 }));
    expect(ids(journal)).toEqual(['r3', 'r4']);
    journal.record(outcome({ requestId: 'large', inputBytes: 1000 }));
    expect(ids(journal)).toEqual(['large']);
    journal.record(outcome({ requestId: 'small' }));
    expect(ids(journal)).toEqual(['small']);
  });

  it('calls refusals what the service calls them', async () => {
    const aws = await startTinsmith({ listen: false });
    try {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      await send(aws, { method: 'PATCH', target: '/bucket' });
      await send(aws, { method: 'PUT', target: '/bucket', body: '<nothing' });
      await send(aws, { method: 'POST', target: '/', headers, body: 'Action=AssumeRole&Version=2011-06-15' });
      const codes = aws.requests.list().map(({ code }) => code);
      expect(codes).toEqual(['MethodNotAllowed', 'MalformedXML', 'ValidationError']);
    } finally {
      await aws.stop();
    }
  });

  it('counts bodies that announce no length', async () => {
    const aws = await startTinsmith({ listen: false });
    try {
      const body = Buffer.from(`Action=GetCallerIdentity&Version=2011-06-15&Filler=${'x'.repeat(400_000)}`);
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const chunks = async function* () {
        yield body;
      };
      for (let n = 0; n < 100; n += 1) await send(aws, { method: 'POST', target: '/', headers, body: chunks() });
      const kept = aws.requests.list();
      expect(kept.at(-1)?.inputBytes).toBe(body.length);
      expect(kept.length).toBe(Math.floor((4 * 1024 * 1024) / body.length));
    } finally {
      await aws.stop();
    }
  });

  it("doesn't hold a streamed body", () => {
    const journal = new RequestJournal({ inputBytes: 100 });
    journal.record(outcome({ requestId: 'first' }));
    journal.record(outcome({ input: { Key: 'k', Body: {} }, inputStream: 'Body', inputBytes: 1e9 }));
    expect(ids(journal)).toHaveLength(2);
    expect(journal.list({ last: 1 })[0]?.input).toEqual({ Key: 'k' });
  });
});

describe('the metrics', () => {
  it('count by service, operation and code', () => {
    const metrics = new Metrics();
    metrics.record(outcome({ durationMs: 2 }));
    metrics.record(outcome({ durationMs: 3 }));
    metrics.record(outcome({ code: 'ResourceNotFoundException', status: 400 }));
    expect(metrics.list()).toEqual([
      { service: 'dynamodb', operation: 'GetItem', code: 'OK', requests: 2, milliseconds: 5 },
      { service: 'dynamodb', operation: 'GetItem', code: 'ResourceNotFoundException', requests: 1, milliseconds: 1 },
    ]);
  });

  it("don't grow without bound when clients make names up", () => {
    const metrics = new Metrics();
    for (let n = 0; n < 20_000; n += 1) metrics.record(outcome({ operation: `Operation${n}` }));
    expect(metrics.list().length).toBeLessThan(6000);
    expect(metrics.list().reduce((sum, { requests }) => sum + requests, 0)).toBe(20_000);
  });
});
