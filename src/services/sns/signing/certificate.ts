/** A certificate for a key of ours. */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** Longer than any clock is advanced. */
const VALID_FROM = new Date('2000-01-01T00:00:00Z');
const VALID_TO = new Date('2099-12-31T00:00:00Z');

/**
 * Issued by a key that is made for it alone: the key itself signs messages, and nothing else.
 * @returns PEM.
 */
export async function makeCertificate(publicKey: KeyObject): Promise<string> {
  // CommonJS: once bundled it has a default export alone.
  const { default: selfsigned } = await import('selfsigned');
  const issuer = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const privateKey = issuer.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const validity = { algorithm: 'sha256', notBeforeDate: VALID_FROM, notAfterDate: VALID_TO } as const;
  const { cert: issuerCertificate } = await selfsigned.generate([{ name: 'commonName', value: 'tinsmith' }], {
    ...validity,
    keyPair: { privateKey, publicKey: pemOf(issuer.publicKey) },
    extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
  });
  const { cert } = await selfsigned.generate([{ name: 'commonName', value: 'sns.amazonaws.com' }], {
    ...validity,
    // Of the pair the public key alone goes into the certificate.
    keyPair: { privateKey, publicKey: pemOf(publicKey) },
    ca: { key: privateKey, cert: issuerCertificate },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'sns.amazonaws.com' }] },
    ],
  });
  return cert;
}

const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
