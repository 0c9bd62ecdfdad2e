import type { Access } from '../../src/access/access.ts';
import { within } from '../../src/core/service-fault.ts';
import type { Clock } from '../../src/core/clock.ts';
import type { ApiError } from '../../src/core/api-error.ts';
import type { KeyLookup } from '../../src/gateway/principal.ts';

/** A request may come while the database is still being connected. */
const PATIENCE_MS = 5_000;

/**
 * Where virtual keys are looked up: the same door for every configuration, whatever stands behind it
 * at the moment.
 */
export class KeyDoor {
  readonly #clock: Clock;
  /** Null until a database is connected. */
  access: Access | null = null;
  /** Settles when the first attempt to connect is over; null where there is no database. */
  opening: Promise<void> | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly find: KeyLookup = (keyHash) => {
    if (this.access !== null) return this.access.findGrant(keyHash);
    return this.opening === null ? null : this.#findLater(keyHash, this.opening);
  };

  async #findLater(keyHash: string, opening: Promise<void>) {
    const expire = (): Error => new Error('still connecting');
    await within({ clock: this.#clock, timeoutMs: PATIENCE_MS, expire }, opening).catch(() => {});
    return this.access === null ? NOT_CONNECTED : this.access.findGrant(keyHash);
  }
}

const NOT_CONNECTED: ApiError = {
  status: 503,
  type: 'service_unavailable',
  code: 'database_unavailable',
  message: 'The key cannot be checked now: the database is not connected.',
  retryAfterS: 5,
};
