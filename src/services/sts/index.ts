/**
 * STS: who calls, and temporary credentials that later calls are recognised by.
 *
 * Gaps:
 * - No denial carries an encoded message yet, so DecodeAuthorizationMessage refuses every message.
 * - No partner issues trade-in tokens here, so GetDelegatedAccessToken refuses every token as expired.
 * - Trust policies, external ids, MFA codes and the session limits of a role aren't looked up in IAM.
 * - Web identity tokens from GetWebIdentityToken are really signed, but no discovery document is served for their issuer.
 *
 * By design:
 * - Without --auth no signature is checked, and credentials are recognised after they have expired, too.
 * - Roles needn't exist: any well-formed role ARN can be assumed, in any account.
 * - A role's id (AROA...) is derived from its ARN, so that it is the same in every run.
 * - Signatures of SAML assertions and web identity tokens aren't verified; their contents are decoded and their expiry is checked.
 * - Outbound web identity federation is always enabled; on AWS an account switches it on in IAM.
 * - PackedPolicySize is an estimate: AWS doesn't publish its packing.
 */
import type { StsOperations } from '../../../generated/sts/index.js';
import type { ServiceDependencies } from '../dependencies.js';
import { assumeRole } from './assume-role.js';
import { assumeRoleWithSaml } from './assume-role-with-saml.js';
import { assumeRoleWithWebIdentity } from './assume-role-with-web-identity.js';
import { assumeRoot } from './assume-root.js';
import { decodeAuthorizationMessage, getAccessKeyInfo, getCallerIdentity, getDelegatedAccessToken } from './identity.js';
import { getFederationToken, getSessionToken } from './session-tokens.js';
import { createTokenSigner, getWebIdentityToken } from './web-identity-token.js';

export const create = (deps: ServiceDependencies): StsOperations => {
  const signer = createTokenSigner(deps.state);
  return {
    assumeRole: (input, ctx) => assumeRole(deps, input, ctx),
    assumeRoleWithSAML: (input, ctx) => assumeRoleWithSaml(deps, input, ctx),
    assumeRoleWithWebIdentity: (input, ctx) => assumeRoleWithWebIdentity(deps, input, ctx),
    assumeRoot: (input, ctx) => assumeRoot(deps, input, ctx),
    decodeAuthorizationMessage: () => decodeAuthorizationMessage(),
    getAccessKeyInfo: (input) => getAccessKeyInfo(deps, input),
    getCallerIdentity: (_input, ctx) => getCallerIdentity(ctx),
    getDelegatedAccessToken: () => getDelegatedAccessToken(),
    getFederationToken: (input, ctx) => getFederationToken(deps, input, ctx),
    getSessionToken: (input, ctx) => getSessionToken(deps, input, ctx),
    getWebIdentityToken: (input, ctx) => getWebIdentityToken(deps, signer, input, ctx),
  };
};
