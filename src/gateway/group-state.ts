import { FirstTokenTimes } from '../resilience/first-token-times.ts';
import { RetryBudget } from '../resilience/retry-budget.ts';

/** Extra calls a second that hedging may make however few calls there are. */
const HEDGES_PER_SECOND = 0.1;
const HEDGE_WINDOW_MS = 60_000;

/** How many retries a group may have. */
interface RetrySettings {
  readonly ratio: number;
  readonly minPerSecond: number;
  readonly ttlMs: number;
}

/** What a group's state is made of. */
export interface GroupParts {
  readonly retries: RetrySettings;
  /** Second attempts per call, at most. */
  readonly maxHedgeShare: number;
  /** Before a reload: what was measured is kept. */
  readonly previous: GroupState | undefined;
}

/** What the deployments of one model group share. */
export class GroupState {
  readonly retryBudget: RetryBudget;
  readonly hedgeBudget: RetryBudget;
  /** Of streams, whichever deployment answered. */
  readonly firstTokens: FirstTokenTimes;

  constructor({ retries, maxHedgeShare, previous }: GroupParts) {
    this.firstTokens = previous?.firstTokens ?? new FirstTokenTimes();
    this.retryBudget = new RetryBudget(retries);
    this.hedgeBudget = new RetryBudget({
      ratio: maxHedgeShare,
      minPerSecond: HEDGES_PER_SECOND,
      ttlMs: HEDGE_WINDOW_MS,
    });
  }
}
