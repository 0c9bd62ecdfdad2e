import { SaltKey } from '../../src/crypto/salt-key.ts';
import type { RotationKeys } from '../../src/rotation/types.ts';
import type { GivenKeys } from './read-keys.ts';

/** Keys as the engine takes them. */
export async function toSaltKeys({ old, next }: GivenKeys): Promise<RotationKeys> {
  return {
    old: await Promise.all(old.map(async ({ key }) => SaltKey.from(key))),
    next: next === null ? null : await SaltKey.from(next.key),
  };
}

/** Zeroes them. */
export function destroyKeys({ old, next }: RotationKeys): void {
  for (const key of old) key.destroy();
  next?.destroy();
}
