/** Services that are imported and generated, and nothing more: every operation of theirs is known by name. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../../codegen/emit/generate.js';
import { readSource } from '../../../codegen/import/source.js';
import { writeModels } from '../../../codegen/import/write-models.js';
import { createClock } from '../../../src/clock/emulator-clock.js';
import type { CatalogEntry } from '../../../src/contract/operation.js';
import { Emulator } from '../../../src/gateway/emulator.js';
import { Log } from '../../../src/gateway/log.js';
import { openState } from '../../../src/state/open.js';
import { textOf, wire } from '../../fuzz/targets.js';
import { makeScratch, type Scratch } from '../emit/scratch.js';
import { findBotocore } from './botocore-models.js';

const botocore = await findBotocore();
const form = 'application/x-www-form-urlencoded';

describe.skipIf('missing' in botocore)('a service that was imported from botocore', () => {
  let scratch: Scratch;
  let emulator: Emulator;
  beforeAll(async () => {
    scratch = makeScratch();
    const models = join(scratch.folder, 'models');
    mkdirSync(models);
    const { data } = botocore as { readonly data: string }; // Not run without it.
    writeModels(
      models,
      ['ecr', 'sesv2', 'autoscaling', 'route53', 'ec2'].flatMap((name) => readSource(join(data, name))),
    );
    generate({ models, out: join(scratch.folder, 'generated'), cover: 'manifest' });
    // Generated a moment ago.
    const { catalog } = (await import(join(scratch.folder, 'generated', 'catalog.ts'))) as { readonly catalog: readonly CatalogEntry[] };
    emulator = new Emulator({
      catalog,
      loadService: async () => undefined,
      kernel: await openState(),
      clock: createClock(),
      log: new Log('silent'),
      defaultAccount: '000000000000',
      defaultRegion: 'us-east-1',
    });
  });
  afterAll(async () => {
    await emulator.close();
    scratch.remove();
  });

  it.each<[string, string, string, Record<string, string>, string]>([
    ['ecr DescribeRepositories', 'POST', '/', { 'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.DescribeRepositories' }, '{}'],
    ['sesv2 GetContact', 'GET', '/v2/email/contact-lists/a/contacts/b', {}, ''],
    ['autoscaling DescribeTags', 'POST', '/', { 'content-type': form }, 'Action=DescribeTags&Version=2011-01-01'],
    ['route53 ListHostedZones', 'GET', '/2013-04-01/hostedzone', {}, ''],
    ['ec2 DescribeVpcs', 'POST', '/', { 'content-type': form }, 'Action=DescribeVpcs&Version=2016-11-15'],
  ])('names the operation: %s', async (named, method, target, headers, body) => {
    const service = named.startsWith('sesv2') ? 'ses' : named.split(' ')[0];
    const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
    const request = { method, target, headers: { host: 'localhost', authorization, ...headers } };
    const answer = await emulator.dispatch(wire(request, Buffer.from(body)));
    expect(answer.status).toBe(501);
    expect(await textOf(answer)).toContain(`${named} is known but not emulated`);
    if (named.startsWith('ec2')) expect(await textOf(answer)).toContain('<Response><Errors><Error><Code>NotImplemented</Code>');
  });
});
