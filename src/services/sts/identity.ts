/** Who calls, whose key, and the two operations that have nothing to decode here. */
import { ExpiredTradeInTokenException, InvalidAuthorizationMessageException } from '../../../generated/sts/errors.js';
import type { GetAccessKeyInfoInput, GetAccessKeyInfoOutput, GetCallerIdentityOutput } from '../../../generated/sts/types.js';
import type { Context } from '../../contract/context.js';
import type { ServiceDependencies } from '../dependencies.js';
import { accountOfAccessKeyId } from './access-key.js';

export function getCallerIdentity({ principal }: Context): GetCallerIdentityOutput {
  return { UserId: principal.userId, Account: principal.accountId, Arn: principal.arn };
}

/** AWS reads the account out of the key itself: the key needn't exist any more. */
export function getAccessKeyInfo(deps: ServiceDependencies, { AccessKeyId }: GetAccessKeyInfoInput): GetAccessKeyInfoOutput {
  const issued = deps.credentials.find(AccessKeyId);
  return { Account: issued?.principal.accountId ?? accountOfAccessKeyId(AccessKeyId) ?? deps.settings.defaultAccount };
}

export function decodeAuthorizationMessage(): never {
  throw new InvalidAuthorizationMessageException('Message is not valid');
}

export function getDelegatedAccessToken(): never {
  throw new ExpiredTradeInTokenException(
    'The trade-in token provided in the request has expired and can no longer be exchanged for credentials.',
  );
}
