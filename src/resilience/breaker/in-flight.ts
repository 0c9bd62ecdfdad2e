import { BucketRing } from './bucket-ring.ts';
import type { CallKind } from './types.ts';

const STREAMS = 0;
const WHOLES = 1;

const TICK_BITS = 16;
const TICK_MASK = (1 << TICK_BITS) - 1;

/** Bits of a ticket. */
export const TICKET_BITS = TICK_BITS + 1;

/** What an in-flight counter is made of. Milliseconds. */
export interface InFlightShape {
  readonly bucketMs: number;
  /** Ages up to this are known to the bucket. */
  readonly spanMs: number;
}

/**
 * Calls without a verdict yet, by when they began. They are evidence too: a call that has outlived
 * the typical failure is unlikely to end like one, and a stream that is silent beyond the slow limit
 * needs no end to be called slow.
 */
export class InFlight {
  readonly #ring: BucketRing;
  #streams = 0;
  #wholes = 0;
  #older = 0;

  constructor({ bucketMs, spanMs }: InFlightShape, now: number) {
    const slots = Math.ceil(spanMs / bucketMs) + 2;
    this.#ring = new BucketRing({ bucketMs, slots, columns: 2 }, now);
  }

  /** Calls of the present state. */
  get current(): number {
    return this.#streams + this.#wholes;
  }

  /** Those of earlier states included. */
  get total(): number {
    return this.current + this.#older;
  }

  /** Counts a call in. Its ticket names the kind and the bucket, in `TICKET_BITS` bits. */
  enter(now: number, kind: CallKind): number {
    this.#ring.roll(now);
    if (kind === 'stream') {
      this.#streams++;
      this.#ring.add(STREAMS, 1);
      return this.#ring.tick & TICK_MASK;
    }
    this.#wholes++;
    this.#ring.add(WHOLES, 1);
    return (this.#ring.tick & TICK_MASK) | (1 << TICK_BITS);
  }

  /** Counts a call out; answers its age in whole buckets. More than came in are ignored. */
  leave(ticket: number, now: number): number {
    this.#ring.roll(now);
    const age = (this.#ring.tick - ticket) & TICK_MASK;
    if (isStreamTicket(ticket)) {
      if (this.#take(STREAMS, age, this.#streams)) this.#streams--;
    } else if (this.#take(WHOLES, age, this.#wholes)) this.#wholes--;
    return age;
  }

  /** Counts out a call that came in before the last `disown`. */
  leaveOlder(): void {
    if (this.#older > 0) this.#older--;
  }

  /** The state changed: who is under way says nothing about the new one. */
  disown(): void {
    this.#older += this.current;
    this.#streams = 0;
    this.#wholes = 0;
    this.#ring.clear();
  }

  /** Takes over the calls of a counter of another shape. */
  inherit(former: InFlight): void {
    this.#older += former.total;
  }

  /** Calls older than `ageMs`; streams only up to the slow limit, beyond which they are overdue. */
  survivors(ageMs: number, slowMs: number, now: number): number {
    const ring = this.#ring;
    ring.roll(now);
    const phaseMs = ring.phaseMs(now);
    let count = ageMs < (ring.slots - 1) * ring.bucketMs ? this.#wholes - ring.sum(WHOLES) : 0;
    for (let age = ring.slots - 1; age >= 0; age--) {
      const youngestMs = phaseMs + (age - 1) * ring.bucketMs;
      const typicalMs = age === 0 ? phaseMs / 2 : youngestMs + ring.bucketMs / 2;
      if (typicalMs <= ageMs) break;
      count += ring.count(WHOLES, age);
      if (youngestMs <= slowMs) count += ring.count(STREAMS, age);
    }
    return count;
  }

  /** Streams that have been silent for longer than the slow limit. */
  overdue(slowMs: number, now: number): number {
    const ring = this.#ring;
    ring.roll(now);
    const phaseMs = ring.phaseMs(now);
    let count = this.#streams - ring.sum(STREAMS);
    for (let age = ring.slots - 1; age > 0; age--) {
      if (phaseMs + (age - 1) * ring.bucketMs <= slowMs) break;
      count += ring.count(STREAMS, age);
    }
    return count;
  }

  /** Calls that are older than the ring are known by their number only. */
  #take(column: number, age: number, known: number): boolean {
    return age < this.#ring.slots ? this.#ring.take(column, age) : known > this.#ring.sum(column);
  }
}

/** Whether a ticket is a stream's. */
export function isStreamTicket(ticket: number): boolean {
  return (ticket & (1 << TICK_BITS)) === 0;
}
