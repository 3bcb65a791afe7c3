/** Signs messages, and shows the certificate that they are verified with. */
import { createHash, type KeyObject } from 'node:crypto';
import type { State, Table } from '../../../state/table.js';
import type { Random } from '../../dependencies.js';
import { makeCertificate } from './certificate.js';
import { makePrimes, publicKeyOf, quickSigner, type Sign } from './quick-key.js';
import { type SignedMessage, stringToSign } from './string-to-sign.js';

/** 1: RSA over SHA-1. 2: RSA over SHA-256. */
export type SignatureVersion = '1' | '2';

export interface MessageSignature {
  readonly SignatureVersion: SignatureVersion;
  /** Base64. */
  readonly Signature: string;
  readonly SigningCertURL: string;
}

interface SigningKey {
  /** 32 hexadecimal digits: the certificate's name. */
  readonly id: string;
  /** All that a quick key is made of. */
  readonly primes: readonly number[];
  /** PEM; made when it is first asked for. */
  readonly certificate?: string;
}

/** It is nobody's: one account's reset doesn't take the key from the others. */
const OWNER = 'aws';

interface LoadedKey {
  readonly id: string;
  readonly row: SigningKey;
  readonly sign: Sign;
}

export class Signer {
  readonly #state: State;
  readonly #random: Random;
  readonly #keys: Table<readonly [id: string], SigningKey>;
  /** The key that the last message was signed with, whether or not a reset has taken its row since. */
  #loaded: LoadedKey | undefined;
  #isStored = false;

  constructor(state: State, random: Random) {
    this.#state = state;
    this.#random = random;
    this.#keys = state.globalTable('signing-keys', { owner: () => OWNER });
    state.onReplaced(() => {
      this.#isStored = false;
    });
  }

  /**
   * The key is made, and kept, when the first message is signed.
   * @param base scheme and host under which the caller knows the emulator: `http://localhost:4566`.
   */
  sign(message: SignedMessage, version: SignatureVersion, base: string): MessageSignature {
    const { id, sign } = this.#key();
    return {
      SignatureVersion: version,
      Signature: sign(version === '2' ? 'sha256' : 'sha1', stringToSign(message)),
      SigningCertURL: `${base}/_aws/sns/${certificateName(id)}`,
    };
  }

  /**
   * @param name the last segment of a SigningCertURL.
   * @returns PEM; undefined for a name that isn't a certificate's.
   */
  async certificate(name: string): Promise<string | undefined> {
    const id = /^SimpleNotificationService-([0-9a-f]{32})\.pem$/.exec(name)?.[1];
    const row = id === undefined ? undefined : this.#keys.get([id]);
    if (row === undefined) return undefined;
    if (row.certificate !== undefined) return row.certificate;
    const made = await makeCertificate(publicKeyOf(row.primes));
    return this.#state.atomically(() => {
      // Of two that were asked for at the same time, the first is shown to both.
      const now = this.#keys.get([row.id]);
      if (now?.certificate !== undefined) return now.certificate;
      if (now !== undefined) this.#keys.put([row.id], { ...row, certificate: made });
      return made;
    });
  }

  #key(): LoadedKey {
    if (this.#loaded !== undefined && this.#isStored) return this.#loaded;
    const [stored] = this.#keys.values();
    // A reset takes the row and leaves the process with its key, which is as good as a new one and needn't be made.
    const row = stored ?? this.#loaded?.row ?? newKey(this.#random);
    if (stored === undefined) this.#state.atomically(() => this.#keys.put([row.id], row));
    if (this.#loaded?.id !== row.id) this.#loaded = { id: row.id, row, sign: quickSigner(row.primes) };
    // Not before the row is sure to stay: a handler that throws takes it back.
    this.#isStored = stored !== undefined;
    return this.#loaded;
  }
}

export const certificateName = (id: string): string => `SimpleNotificationService-${id}.pem`;

function newKey(random: Random): SigningKey {
  const primes = makePrimes(random);
  return { id: idOf(publicKeyOf(primes)), primes };
}

const idOf = (publicKey: KeyObject): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 32);
