/** GetWebIdentityToken: a signed JWT by which the caller shows itself to services outside AWS. */
import { createPrivateKey, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { JWTPayloadSizeExceededException, SessionDurationEscalationException, ValidationError } from '../../../generated/sts/errors.js';
import type { GetWebIdentityTokenInput, GetWebIdentityTokenOutput } from '../../../generated/sts/types.js';
import type { Context, Scope } from '../../contract/context.js';
import type { State } from '../../state/table.js';
import type { ServiceDependencies } from '../dependencies.js';

type Algorithm = 'ES384' | 'RS256';

interface SigningKey {
  readonly kid: string;
  /** PKCS #8, PEM. */
  readonly privateKey: string;
}

export interface TokenSigner {
  /** The JWT in its compact form. */
  sign(algorithm: Algorithm, claims: object, ctx: Context): Promise<string>;
}

const DEFAULT_DURATION = 300;
/** Bytes of claims; AWS names the limit in its error only. */
const PAYLOAD_LIMIT = 8192;

export async function getWebIdentityToken(
  deps: ServiceDependencies,
  signer: TokenSigner,
  input: GetWebIdentityTokenInput,
  ctx: Context,
): Promise<GetWebIdentityTokenOutput> {
  const algorithm = input.SigningAlgorithm;
  if (algorithm !== 'ES384' && algorithm !== 'RS256')
    throw new ValidationError(`${algorithm} is not a supported signing algorithm. Valid values are: ES384, RS256`);
  const now = Math.floor(ctx.clock.now() / 1000);
  const expires = now + (input.DurationSeconds ?? DEFAULT_DURATION);
  const { accessKeyId } = ctx.principal;
  const sessionEnd = accessKeyId === undefined ? undefined : deps.credentials.find(accessKeyId)?.expiresAt;
  if (sessionEnd !== undefined && expires * 1000 > sessionEnd)
    throw new SessionDurationEscalationException(
      'The requested token duration would extend the session beyond its original expiration time.',
    );
  const claims = {
    iss: `https://${ctx.accountId}.tokens.sts.global.api.aws`,
    aud: input.Audience.length === 1 ? input.Audience[0] : input.Audience,
    sub: ctx.principal.arn,
    iat: now,
    exp: expires,
    jti: deps.random.uuid(),
    'https://sts.amazonaws.com/': {
      aws_account: ctx.accountId,
      source_region: ctx.region,
      principal_id: ctx.principal.arn,
      ...(input.Tags === undefined ? {} : { request_tags: Object.fromEntries(input.Tags.map(({ Key, Value }) => [Key, Value])) }),
    },
  };
  if (Buffer.byteLength(JSON.stringify(claims)) > PAYLOAD_LIMIT)
    throw new JWTPayloadSizeExceededException('The requested token payload size exceeds the maximum allowed size.');
  return { WebIdentityToken: await signer.sign(algorithm, claims, ctx), Expiration: new Date(expires * 1000) };
}

/** Keys are made when they are first needed, and kept, so that a token stays verifiable after a restart. */
export function createTokenSigner(state: State): TokenSigner {
  const keys = state.table<readonly [algorithm: string], SigningKey>('signing-keys');
  // Of two calls that made a key at the same time, the later takes the earlier's.
  const keep = (scope: Scope, algorithm: Algorithm, made: SigningKey): SigningKey =>
    state.atomically(() => {
      const kept = keys.in(scope).get([algorithm]);
      if (kept === undefined) keys.in(scope).put([algorithm], made);
      return kept ?? made;
    });
  return {
    sign: async (algorithm, claims, ctx) => {
      const scope = { accountId: ctx.accountId, region: 'global' };
      const known = keys.in(scope).get([algorithm]);
      const key = known ?? keep(scope, algorithm, await createKey(algorithm, ctx.requestId));
      const head = encode({ alg: algorithm, kid: key.kid, typ: 'JWT' });
      const body = `${head}.${encode(claims)}`;
      return `${body}.${signature(algorithm, body, createPrivateKey(key.privateKey))}`;
    },
  };
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function signature(algorithm: Algorithm, body: string, privateKey: KeyObject): string {
  const key = algorithm === 'ES384' ? { key: privateKey, dsaEncoding: 'ieee-p1363' as const } : privateKey;
  return sign(algorithm === 'ES384' ? 'sha384' : 'sha256', Buffer.from(body), key).toString('base64url');
}

async function createKey(algorithm: Algorithm, kid: string): Promise<SigningKey> {
  const generate = promisify(generateKeyPair);
  const { privateKey } =
    algorithm === 'ES384' ? await generate('ec', { namedCurve: 'P-384' }) : await generate('rsa', { modulusLength: 2048 });
  return { kid, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
