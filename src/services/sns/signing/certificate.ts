/** A certificate for a key of ours, signed by itself. */
import { createPublicKey } from 'node:crypto';

/** Longer than any clock is advanced. */
const VALID_FROM = new Date('2000-01-01T00:00:00Z');
const VALID_TO = new Date('2099-12-31T00:00:00Z');

/**
 * @param privateKey RSA, PKCS #8, PEM.
 * @returns PEM.
 */
export async function makeCertificate(privateKey: string): Promise<string> {
  // CommonJS: once bundled it has a default export alone.
  const { default: selfsigned } = await import('selfsigned');
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  const { cert } = await selfsigned.generate([{ name: 'commonName', value: 'sns.amazonaws.com' }], {
    keyPair: { privateKey, publicKey },
    algorithm: 'sha256',
    notBeforeDate: VALID_FROM,
    notAfterDate: VALID_TO,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'sns.amazonaws.com' }] },
    ],
  });
  return cert;
}
