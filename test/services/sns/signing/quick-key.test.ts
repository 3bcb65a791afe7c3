import { createHash, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/gateway/random.js';
import { makePrimes, publicKeyOf, quickSigner } from '../../../../src/services/sns/signing/quick-key.js';

describe('quick keys', () => {
  it.each(['sha1', 'sha256'] as const)('sign what any verifier of RSA takes, over %s', (digest) => {
    for (let keys = 0; keys < 10; keys++) {
      const primes = makePrimes(createRandom());
      const sign = quickSigner(primes);
      const publicKey = publicKeyOf(primes);
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
    expect(publicKeyOf(makePrimes(createRandom())).asymmetricKeyDetails).toEqual({ modulusLength: 1024, publicExponent: 3n });
  });

  it('are the same again for the same primes', () => {
    const primes = makePrimes(createRandom());
    expect(quickSigner(primes)('sha1', 'text')).toBe(quickSigner(primes)('sha1', 'text'));
  });
});
