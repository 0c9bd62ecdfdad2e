import { isAtLeast, NO_SNAPSHOT, sees, type Snapshot } from '../db/snapshot.ts';

/** What a row said about somebody's spend, and when. */
export interface RowSpend {
  /** US dollars. */
  readonly spend: number;
  /** From then on the row's spend is of the past, whether or not somebody has reset it; ms. */
  readonly resetAtMs: number | null;
  readonly snapshot: Snapshot;
  /** `SpendLedger.mark` of before the row was read. */
  readonly mark: number;
}

interface Flushed {
  readonly amount: number;
  readonly xid: number | null;
  readonly mark: number;
}

const UNREAD: RowSpend = { spend: 0, resetAtMs: null, snapshot: NO_SNAPSHOT, mark: -1 };
/** Sums of floats that should be nothing are not quite. */
const DUST = 1e-9;
/** Weight of the newest call in the average cost. */
const RECENT = 0.2;

/**
 * One entity's spend: what its row said, and what this process charged since that is not in the row
 * yet. A written charge counts on until a row is read that shows it, so that no order of writing and
 * reading loses it, or counts it twice.
 */
export class SpendAccount {
  #row: RowSpend = UNREAD;
  /** Charged, and not known to be written. */
  #unflushed = 0;
  /** Written, but after the row was read. */
  #unseen: readonly Flushed[] = [];
  #reserved = 0;
  #calls = 0;
  #averageCost = 0;
  /** Charges since a reset that is due. */
  #due: { readonly resetAtMs: number; charged: number } | null = null;
  #usedAtMs = 0;

  /** A row was read. An older one than the last changes nothing. */
  observe(row: RowSpend): void {
    if (!isAtLeast(row.snapshot, this.#row.snapshot)) return;
    this.#row = row;
    this.#unseen = this.#unseen.filter((flushed) => !this.#isInRow(flushed));
  }

  /** A call costs so much. */
  charge(amount: number, wallMs: number): void {
    this.#unflushed += amount;
    const { resetAtMs } = this.#row;
    if (resetAtMs === null || wallMs < resetAtMs) return;
    if (this.#due?.resetAtMs !== resetAtMs) this.#due = { resetAtMs, charged: 0 };
    this.#due.charged += amount;
  }

  /** Charges were added to the row by transaction `xid`, where it is known. */
  flushed(amount: number, xid: number | null, mark: number): void {
    this.#unflushed = Math.max(0, this.#unflushed - amount);
    const flushed = { amount, xid, mark };
    if (!this.#isInRow(flushed)) this.#unseen = [...this.#unseen, flushed];
  }

  /** US dollars spent, calls under way left out. */
  spent(wallMs: number): number {
    const { spend, resetAtMs } = this.#row;
    if (resetAtMs !== null && wallMs >= resetAtMs) {
      return this.#due?.resetAtMs === resetAtMs ? this.#due.charged : 0;
    }
    let total = spend + this.#unflushed;
    for (const { amount } of this.#unseen) total += amount;
    return total;
  }

  /** What the calls under way are expected to cost. */
  get reserved(): number {
    return this.#reserved;
  }

  /** What a call cost lately; 0 before the first. */
  get averageCost(): number {
    return this.#averageCost;
  }

  reserve(amount: number, nowMs: number): void {
    this.#reserved += amount;
    this.#calls += 1;
    this.#usedAtMs = nowMs;
  }

  release(amount: number, nowMs: number): void {
    this.#calls -= 1;
    this.#reserved = this.#calls === 0 ? 0 : Math.max(0, this.#reserved - amount);
    this.#usedAtMs = nowMs;
  }

  learn(cost: number): void {
    const average = this.#averageCost;
    this.#averageCost = average === 0 ? cost : average + RECENT * (cost - average);
  }

  /** Nothing would be lost with it: whoever uses it next reads the row anew. */
  isIdle(nowMs: number, afterMs: number): boolean {
    return this.#calls === 0 && this.#unflushed < DUST && nowMs - this.#usedAtMs > afterMs;
  }

  #isInRow({ xid, mark }: Flushed): boolean {
    return xid === null ? mark <= this.#row.mark : sees(this.#row.snapshot, xid);
  }
}
