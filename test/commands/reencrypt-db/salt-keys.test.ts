import { expect, test } from '@jest/globals';
import { destroyKeys, toSaltKeys } from '../../../commands/reencrypt-db/salt-keys.ts';
import { Secret } from '../../../src/core/secret.ts';

function named(text: string) {
  return { key: new Secret(text), origin: 'a test' };
}

test('keys keep their order, and are gone when they are destroyed', async () => {
  const keys = await toSaltKeys({ old: [named('one'), named('two')], next: named('three') });
  const again = await toSaltKeys({ old: [named('two')], next: null });
  expect(keys.old[1]?.kid).toBe(again.old[0]?.kid);
  expect(again.next).toBeNull();
  destroyKeys(keys);
  expect(() => keys.next?.hashed).toThrow(/destroyed/);
  expect(() => keys.old[0]?.hashed).toThrow(/destroyed/);
});
