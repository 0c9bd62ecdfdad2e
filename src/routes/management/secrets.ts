import type { SecretBox } from '../../stored-models/secret-box.ts';
import { Refusal } from './refusal.ts';
import type { Work } from './work.ts';

/** The keyring; throws a `Refusal` where there is no key: nothing secret is stored in the clear. */
export function requireSecrets({ secrets }: Work): SecretBox {
  if (secrets !== null) return secrets;
  throw new Refusal({
    status: 500,
    type: 'internal_server_error',
    code: 'no_salt_key',
    message: 'There is no key to encrypt with: set LITELLM_SALT_KEY or a master key.',
  });
}
