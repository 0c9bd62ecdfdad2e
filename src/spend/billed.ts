import type { SpendEvent } from './spend-event.ts';

const MAX_INT4 = 2_147_483_647;

/** What is billed for an event: never less than nothing, and nothing for a failed call. */
export function billedUsd({ status, costUsd }: SpendEvent): number {
  return status === 'success' && Number.isFinite(costUsd) ? Math.max(0, costUsd) : 0;
}

/** A count the tables can hold: whole, not negative, within int4. */
export function whole(value: number): number {
  return Number.isFinite(value) ? Math.min(MAX_INT4, Math.max(0, Math.round(value))) : 0;
}
