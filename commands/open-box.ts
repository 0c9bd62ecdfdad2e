import type { GatewayConfig } from '../src/config/types.ts';
import { Secret } from '../src/core/secret.ts';
import { Keyring } from '../src/crypto/keyring.ts';
import { SaltKey } from '../src/crypto/salt-key.ts';
import { KeyringBox } from '../src/stored-models/keyring-box.ts';

/** What opens and seals the secrets of the database: the salt key, or the master key where there is none. Null: neither. */
export async function openBox(config: GatewayConfig): Promise<KeyringBox | null> {
  const keyring = await openKeyring(config, {});
  return keyring === null ? null : new KeyringBox(keyring);
}

/** The keys themselves; without a configuration those of the environment. Null: there is none. */
export async function openKeyring(
  config: GatewayConfig | null,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<Keyring | null> {
  const configured = config === null ? null : (config.database.saltKey ?? config.general.masterKey);
  const key = configured ?? keyOf(variables);
  if (key === null) return null;
  const previous = config?.database.previousSaltKeys ?? [];
  const older = await Promise.all(previous.map((one) => SaltKey.from(one)));
  return new Keyring(await SaltKey.from(key), older);
}

function keyOf(variables: Readonly<Record<string, string | undefined>>): Secret | null {
  const text = variables['LITELLM_SALT_KEY'] || variables['LITELLM_MASTER_KEY'] || '';
  return text === '' ? null : new Secret(text);
}
