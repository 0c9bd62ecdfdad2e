import { expect, test } from '@jest/globals';
import { openBox, openKeyring } from '../../commands/open-box.ts';
import { Secret } from '../../src/core/secret.ts';
import { gatewayConfig } from '../support/config-literals.ts';

const PLACE = { table: 't', column: 'c', row: 'r', path: '' };

function configured(saltKey: string | null, masterKey: string | null, previous: string[] = []) {
  const config = gatewayConfig({ deployments: [] });
  const secret = (text: string | null) => (text === null ? null : new Secret(text));
  return {
    ...config,
    general: { ...config.general, masterKey: secret(masterKey) },
    database: {
      ...config.database,
      saltKey: secret(saltKey),
      previousSaltKeys: previous.map((text) => new Secret(text)),
    },
  };
}

test('the salt key comes before the master key, and older ones open too', async () => {
  const old = (await openBox(configured(null, 'old')))?.seal('text', 'nacl') ?? '';
  const now = await openBox(configured('new', 'old'));
  expect(now?.open(old, PLACE)).toEqual({ kind: 'unreadable' });
  const both = await openBox(configured('new', 'other', ['old']));
  expect(both?.open(old, PLACE)).toMatchObject({ kind: 'text', text: 'text' });
});

test('without a key there is none', async () => {
  expect(await openBox(configured(null, null))).toBeNull();
});

test('without a configuration the keys of the environment are taken', async () => {
  const keyring = await openKeyring(null, { LITELLM_SALT_KEY: 'one', LITELLM_MASTER_KEY: 'two' });
  const box = await openBox(configured('one', null));
  expect(keyring?.kids).toHaveLength(1);
  const place = { table: 't', column: 'c', pk: 'r', pointer: '' };
  expect(keyring?.open(box?.seal('text', 'nacl') ?? '', place)).toMatchObject({ text: 'text' });
  expect(await openKeyring(null, {})).toBeNull();
});
