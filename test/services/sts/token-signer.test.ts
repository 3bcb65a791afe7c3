import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import type { Context } from '../../../src/contract/context.js';
import { createTokenSigner } from '../../../src/services/sts/web-identity-token.js';
import { openState } from '../../../src/state/open.js';
import type { ScopedTable, State } from '../../../src/state/table.js';

it.each(['ES384', 'RS256'] as const)('signs tokens by %s with the key that it keeps', async (algorithm) => {
  const kernel = await openState({});
  onTestFinished(() => kernel.close());
  const state = kernel.forService('sts');
  let keys: ScopedTable<readonly string[], { readonly kid: string; readonly privateKey: string }> | undefined;
  const watched: Pick<State, 'table' | 'atomically'> = {
    table: (name, options) => {
      const table = state.table(name, options);
      // The one table that the signer opens.
      keys = table as unknown as typeof keys;
      // As generic as it came.
      return table as never;
    },
    atomically: (work) => state.atomically(work),
  };
  // The signer asks its state for no more than that, and its context for these two.
  const signer = createTokenSigner(watched as State);
  const ctx = { accountId: '123456789012', requestId: 'a-request' } as Context;
  const token = await signer.sign(algorithm, { sub: 'somebody' }, ctx);

  const { kid, privateKey } = keys?.in({ accountId: '123456789012', region: 'global' }).get([algorithm]) ?? {};
  const [head = '', payload = '', signature = ''] = token.split('.');
  expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg: algorithm, kid, typ: 'JWT' });
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual({ sub: 'somebody' });
  const key = createPublicKey(createPrivateKey(privateKey ?? ''));
  const signed = Buffer.from(`${head}.${payload}`);
  const bytes = Buffer.from(signature, 'base64url');
  const isValid =
    algorithm === 'ES384' ? verify('sha384', signed, { key, dsaEncoding: 'ieee-p1363' }, bytes) : verify('sha256', signed, key, bytes);
  expect(isValid).toBe(true);
});
