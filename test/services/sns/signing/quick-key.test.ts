import { createHash, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/gateway/random.js';
import { makePrime, quickKey } from '../../../../src/services/sns/signing/quick-key.js';

describe('quick keys', () => {
  it.each(['sha1', 'sha256'] as const)('sign what any verifier of RSA takes, over %s', (digest) => {
    for (let keys = 0; keys < 10; keys++) {
      const { sign, publicKey } = quickKey(makePrime(createRandom()));
      for (let messages = 0; messages < 20; messages++) {
        const text = createHash('sha512').update(`${keys} ${messages}`).digest('base64');
        const signature = Buffer.from(sign(digest, text), 'base64');
        expect(signature).toHaveLength(128);
        expect(verify(digest, Buffer.from(text), publicKey, signature)).toBe(true);
        expect(verify(digest, Buffer.from(`${text}.`), publicKey, signature)).toBe(false);
      }
    }
  });

  it('have a modulus of 1024 bits', () => {
    expect(quickKey(makePrime(createRandom())).publicKey.asymmetricKeyDetails).toEqual({ modulusLength: 1024, publicExponent: 3n });
  });

  it('are the same again for the same prime', () => {
    const prime = makePrime(createRandom());
    expect(quickKey(prime).sign('sha1', 'text')).toBe(quickKey(prime).sign('sha1', 'text'));
  });
});
