import type { Clock } from '../core/clock.ts';
import { BoundedStates } from './bounded-states.ts';
import { SpendAccount, type RowSpend } from './spend-account.ts';
import { entityKey, type SpendEntity } from './spend-entity.ts';

const MAX_IDLE = 100_000;
/** Longer than any row is believed. */
const IDLE_AFTER_MS = 120_000;

/** The spend of everybody who calls, as this process knows it. */
export class SpendLedger {
  readonly #clock: Clock;
  readonly #accounts: BoundedStates<SpendAccount>;
  #marks = 0;

  constructor(clock: Clock, maxIdle = MAX_IDLE) {
    this.#clock = clock;
    this.#accounts = new BoundedStates(maxIdle, (account) =>
      account.isIdle(clock.now(), IDLE_AFTER_MS),
    );
  }

  get size(): number {
    return this.#accounts.size;
  }

  /** Take one before a row is read. */
  mark(): number {
    return this.#marks;
  }

  /** A row was read. Only accounts that exist need to know: others are opened with the row. */
  observe(key: string, row: RowSpend): void {
    this.#accounts.get(key)?.observe(row);
  }

  /** The account of an entity, by its `entityKey`. `row` is what was last read of it. */
  open(key: string, row: RowSpend): SpendAccount {
    const known = this.#accounts.get(key);
    if (known !== undefined) return known;
    const account = new SpendAccount();
    account.observe(row);
    return this.#accounts.add(key, account);
  }

  /** Charges of an entity are in the database now. */
  flushed(entity: SpendEntity, amount: number, xid: number | null): void {
    this.#marks += 1;
    this.#accounts.get(entityKey(entity))?.flushed(amount, xid, this.#marks);
  }

  /** The present, for `charge` and `spent`. */
  wallMs(): number {
    return this.#clock.wallMs();
  }
}
