import type { BreakerEvent, BreakerListener } from './events.ts';
import type { BreakerKey } from './types.ts';

type Told<Event> = Event extends BreakerEvent ? Omit<Event, keyof BreakerKey | 'id' | 'at'> : never;

/** An event without what every event of one breaker has in common. */
export type Announcement = Told<BreakerEvent>;

/** Tells the events of one breaker. */
export class Announcer {
  readonly id: string;
  key: BreakerKey;
  readonly #emit: BreakerListener;

  constructor(key: BreakerKey, emit: BreakerListener) {
    this.id = `${key.deployment}:${key.operation}`;
    this.key = key;
    this.#emit = emit;
  }

  tell(now: number, announcement: Announcement): void {
    this.#emit({ id: this.id, ...this.key, at: now, ...announcement });
  }
}
