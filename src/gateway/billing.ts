import type { Usage } from '../core/llm.ts';
import type { SpendEvent } from '../spend/spend-event.ts';
import type { Deployment } from './deployment.ts';

/** Prices, and where charges go. */
export interface Billing {
  /** What a call costs, in US dollars; 0 where no price is known. */
  costOf(deployment: Deployment, usage: Usage): number;
  /** Whether every call of a deployment is known to cost nothing. */
  isFree(deployment: Deployment): boolean;
  /** Takes a request that has ended. Never blocks, never throws. */
  add(event: SpendEvent): void;
}
