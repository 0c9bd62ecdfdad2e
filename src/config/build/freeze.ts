import { createHash } from 'node:crypto';
import { Secret } from '../../core/secret.ts';

/** Freezes a value and everything in it. Maps keep their methods: their types are read-only. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) for (const item of value.values()) deepFreeze(item);
  else for (const item of Object.values(value)) deepFreeze(item);
  return Object.freeze(value);
}

/**
 * Eight hex digits over everything, secrets included, so that a rotated key shows. Too short to
 * confirm a guessed secret by.
 */
export function hashConfig(config: object): string {
  const text = JSON.stringify(config, function (this: unknown, key, value: unknown) {
    // JSON.stringify has called Secret.toJSON by now; the holder still has the secret itself.
    const original: unknown = Object(this)[key];
    if (original instanceof Secret) return original.reveal();
    return value instanceof Map ? [...value] : value;
  });
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
