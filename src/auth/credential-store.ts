/** Who holds which access key. STS and IAM issue, the gateway looks up. */
import type { Credentials, IssuedCredentials } from '../services/dependencies.js';
import type { State } from '../state/table.js';
import { credentialsOf, type RootKey } from './root-keys.js';

/**
 * @param state the kernel's view for `auth`, so that keys are stored, reset and restored like all else.
 * @param roots those that were there before anything was issued.
 */
export function createCredentialStore(state: State, roots: readonly RootKey[] = []): Credentials {
  const byId = new Map(roots.map((root) => [root.accessKeyId, credentialsOf(root)]));
  const issued = state.globalTable<readonly [accessKeyId: string], IssuedCredentials>('credentials', {
    owner: (credentials) => credentials.principal.accountId,
  });
  return {
    issue: (credentials) => issued.put([credentials.accessKeyId], credentials),
    find: (accessKeyId) => byId.get(accessKeyId) ?? issued.get([accessKeyId]),
    revoke: (accessKeyId) => {
      issued.delete([accessKeyId]);
    },
  };
}
