import type { Row } from '../../db/queries/manage-rows.ts';
import { nextReset } from '../../spend/next-reset.ts';
import { addDuration } from './duration.ts';
import { wrongField } from './refusal.ts';
import type { Work } from './work.ts';

/** The moment a duration from now, or null for none; throws a `Refusal` when it is too far away. */
export function endOf(work: Work, field: string, duration: unknown): Date | null {
  if (typeof duration !== 'string') return null;
  const end = addDuration(work.nowMs, duration);
  if (end === null) throw wrongField(field, 'ends too far in the future');
  return end;
}

/** `budget_reset_at` beside `budget_duration`, where the values have that. */
export function resetTimes({ parts, nowMs }: Work, values: Row): Row {
  if (!Object.hasOwn(values, 'budget_duration')) return {};
  const duration = values['budget_duration'];
  const { timezone } = parts.gateway.runtime.config.database;
  const next = typeof duration === 'string' ? nextReset(duration, nowMs, timezone) : null;
  return { budget_reset_at: next };
}
