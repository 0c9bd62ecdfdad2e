import type { Clock } from '../core/clock.ts';
import { messageOf } from '../core/errors.ts';
import type { Logger } from '../telemetry/logger.ts';

const EVERY_MS = 60_000;

/** Says each thing once a minute at most: what goes wrong with one request goes wrong with all. */
export class Complaints {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #saidAt = new Map<string, number>();

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** `message` is of a fixed set. */
  say(message: string, fields: Readonly<Record<string, unknown>>, thrown?: unknown): void {
    const now = this.#clock.now();
    if (now - (this.#saidAt.get(message) ?? -Infinity) < EVERY_MS) return;
    this.#saidAt.set(message, now);
    const reason = thrown === undefined ? {} : { reason: messageOf(thrown) };
    this.#logger.error({ ...fields, ...reason }, message);
  }
}
