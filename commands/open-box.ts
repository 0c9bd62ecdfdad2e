import type { GatewayConfig } from '../src/config/types.ts';
import { Keyring } from '../src/crypto/keyring.ts';
import { SaltKey } from '../src/crypto/salt-key.ts';
import { KeyringBox } from '../src/stored-models/keyring-box.ts';

/** What opens and seals the secrets of the database: the salt key, or the master key where there is none. Null: neither. */
export async function openBox({ database, general }: GatewayConfig): Promise<KeyringBox | null> {
  const key = database.saltKey ?? general.masterKey;
  if (key === null) return null;
  const previous = await Promise.all(database.previousSaltKeys.map((one) => SaltKey.from(one)));
  return new KeyringBox(new Keyring(await SaltKey.from(key), previous));
}
