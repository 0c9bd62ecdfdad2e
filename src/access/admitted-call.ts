import type { Clock } from '../core/clock.ts';
import type { Admission, Settlement } from './access.ts';
import type { ModelBudget } from './budget-rules.ts';
import type { Caller } from './caller.ts';
import type { OpenBudget } from './check-budgets.ts';
import type { LimitStore } from './limit-store.ts';
import type { ModelSpend } from './model-spend.ts';
import type { RateRule } from './rate-rules.ts';
import { dollars } from './refusals.ts';

/** Where calls are counted. */
export interface Counters {
  readonly clock: Clock;
  readonly limits: LimitStore;
  readonly modelSpend: ModelSpend;
}

/** What a call takes up. */
export interface CallPlaces {
  readonly caller: Caller;
  readonly rates: readonly RateRule[];
  /** The key's own comes first. */
  readonly budgets: readonly OpenBudget[];
  readonly modelBudget: ModelBudget | null;
  /** It will cost nothing. */
  readonly free: boolean;
}

/** A call under way: holds its places from the beginning until it is settled. */
export class AdmittedCall implements Admission {
  readonly caller: Caller;
  readonly #counters: Counters;
  readonly #places: CallPlaces;
  readonly #reserved: number;
  #isOpen = true;

  constructor(counters: Counters, places: CallPlaces) {
    this.#counters = counters;
    this.#places = places;
    this.caller = places.caller;
    this.#reserved = places.free ? 0 : (places.budgets[0]?.account.averageCost ?? 0);
    const now = counters.clock.now();
    for (const { id } of places.rates) counters.limits.enter(id);
    for (const { account } of places.budgets) account.reserve(this.#reserved, now);
  }

  /** Worked out when they are asked for: most answers need them once, refusals never. */
  get headers(): readonly string[] {
    const { rates, budgets } = this.#places;
    const headers: string[] = [];
    const [own] = budgets;
    if (own !== undefined) {
      const { max } = own.rule;
      if (max !== null) headers.push('x-litellm-key-max-budget', String(max));
      const spent = own.account.spent(this.#counters.clock.wallMs());
      headers.push('x-litellm-key-spend', dollars(spent));
    }
    for (const rule of rates) {
      if (rule.label === 'api_key') headers.push(...this.#rateHeaders(rule));
    }
    return headers;
  }

  /** Gives every place back and charges the call; only the first time. */
  settle({ totalTokens, costUsd }: Settlement): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const { limits, modelSpend, clock } = this.#counters;
    const { rates, budgets, modelBudget } = this.#places;
    const tokens = amountOf(totalTokens);
    const cost = amountOf(costUsd);
    for (const { id } of rates) limits.leave(id, tokens);
    const now = clock.now();
    const wallMs = clock.wallMs();
    for (const { account } of budgets) {
      account.release(this.#reserved, now);
      if (cost > 0) account.charge(cost, wallMs);
    }
    if (cost === 0) return;
    budgets[0]?.account.learn(cost);
    if (modelBudget !== null) modelSpend.charge(modelBudget, cost);
  }

  #rateHeaders({ id, label, rpm, tpm }: RateRule): string[] {
    const { requests, tokens } = this.#counters.limits.usage(id);
    const headers: string[] = [];
    const add = (short: string, unit: string, limit: number, used: number): void => {
      headers.push(`x-litellm-key-${short}-limit`, String(limit));
      headers.push(`x-ratelimit-${label}-limit-${unit}`, String(limit));
      headers.push(`x-ratelimit-${label}-remaining-${unit}`, String(Math.max(0, limit - used)));
    };
    if (rpm !== null) add('rpm', 'requests', rpm, requests);
    if (tpm !== null) add('tpm', 'tokens', tpm, tokens);
    return headers;
  }
}

/** What a provider tells may be anything. */
function amountOf(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : 0;
}
