/** Who calls, proven by a signature: only under --auth. S3's presigned URLs end on time without it, too. */
import type { Identity } from '../auth/identity.js';
import { ChunkSignatures } from '../auth/signature/chunk-signatures.js';
import { checkedPayload } from '../auth/signature/payload-hash.js';
import { readPresignedUrl } from '../auth/signature/presigned-url.js';
import { payloadMismatch } from '../auth/signature/s3-refusals.js';
import type { AuthRequest, Verified } from '../auth/signature/verified.js';
import { verifyS3 } from '../auth/signature/verify-s3.js';
import { verifyService } from '../auth/signature/verify-service.js';
import type { CallerSignature } from '../contract/context.js';
import { FrameworkError } from '../contract/errors.js';
import type { ByteStream, WireRequest } from '../contract/wire.js';
import { decodeAwsChunked, isAwsChunked } from '../protocols/aws-chunked.js';
import { sha256 } from '../signature/canonical-request.js';
import type { Emulator } from './emulator.js';
import { bucketPath, type RequestHead, type Resolved } from './resolve.js';
import type { OperationRuntime } from './service-runtime.js';

/** One request's proof. First of its head, which is all that S3 signs, then of its body. */
export class Authentication {
  readonly #emulator: Emulator;
  readonly #request: WireRequest;
  readonly #head: RequestHead;
  readonly #resolved: Resolved;
  readonly #operation: OperationRuntime;
  #verified: Verified | undefined;

  /** @throws what S3 refuses the head with. */
  constructor(emulator: Emulator, request: WireRequest, head: RequestHead, resolved: Resolved, operation: OperationRuntime) {
    this.#emulator = emulator;
    this.#request = request;
    this.#head = head;
    this.#resolved = resolved;
    this.#operation = operation;
    if (!this.#isS3) return;
    const now = emulator.clock.now();
    if (emulator.auth)
      this.#verified = verifyS3({ ...this.#parts, resource: bucketPath(head), hoisted: head.headers }, emulator.credentials.find, now);
    else readPresignedUrl(head.query, now);
  }

  /** The body as the operation gets it: without its chunks, and refused at its end when it isn't what was signed. */
  stream(): ByteStream {
    const { body, headers } = this.#request;
    const { seed, payloadHash } = this.#verified ?? {};
    if (!isAwsChunked(headers)) return isDigest(payloadHash) ? checkedPayload(body.stream(), payloadHash) : body.stream();
    const isSigned = payloadHash?.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD') === true && seed !== undefined;
    return decodeAwsChunked(body.stream(), headers, isSigned ? new ChunkSignatures(seed) : undefined);
  }

  /**
   * @param body undefined where it streams.
   * @throws what services besides S3 refuse a signature with, and S3 a body that wasn't signed.
   */
  proveBody(body: Uint8Array | undefined): void {
    if (!this.#emulator.auth) return;
    if (this.#isS3) {
      const claimed = this.#verified?.payloadHash;
      const computed = body === undefined || !isDigest(claimed) ? claimed : sha256(body);
      if (claimed !== undefined && computed !== undefined && computed !== claimed) throw payloadMismatch(claimed, computed);
      return;
    }
    if (this.#operation.descriptor.optionalAuth === true && this.#head.scope === undefined) return;
    const { facts, protocol } = this.#resolved;
    this.#verified = verifyService(
      { ...this.#parts, protocol, signingName: facts.signingName, body },
      this.#emulator.credentials.find,
      this.#emulator.clock.now(),
    );
  }

  /** As whom the request acts: a caller without a signature is nobody, whatever account the request would fall to. */
  identity(identity: Identity): Identity {
    if (!this.#emulator.auth || this.#verified !== undefined) return identity;
    const { authorize, descriptor } = this.#operation;
    if (authorize === undefined && descriptor.optionalAuth === true) return identity;
    if (authorize === undefined) throw new FrameworkError('AccessDenied', 'Access Denied');
    return { ...identity, principal: { kind: 'anonymous', accountId: identity.accountId, arn: '*', userId: 'anonymous' } };
  }

  /** What policies can ask of it. */
  get signature(): CallerSignature | undefined {
    if (this.#verified === undefined) return undefined;
    const { version, placed, signedAt, payloadHash } = this.#verified;
    return {
      version,
      placed,
      ...(signedAt === undefined ? {} : { signedAt }),
      ...(payloadHash === undefined ? {} : { payloadHash }),
    };
  }

  get #isS3(): boolean {
    return this.#resolved.facts.name === 's3';
  }

  get #parts(): AuthRequest {
    const { path, query } = this.#head;
    return { method: this.#request.method, path, query, headers: this.#request.headers };
  }
}

const isDigest = (payloadHash: string | undefined): payloadHash is string =>
  payloadHash !== undefined && /^[0-9a-f]{64}$/.test(payloadHash);
