import { findRows, type Condition } from '../../../db/queries/manage-rows.ts';
import { sumSpendByDay } from '../../../db/queries/manage-spend.ts';
import { tokenOf } from '../keys/key-secret.ts';
import { readCount } from '../paging.ts';
import { NOT_ALLOWED, Refusal, wrongField } from '../refusal.ts';
import { tableOf, type Operation, type Work } from '../work.ts';

const DAY_MS = 86_400_000;
const MOST_ROWS = 1_000;
const LONGEST_DAYS = 366;
/** What may be megabytes a row; shown for one request only. */
const LARGE = ['messages', 'response', 'proxy_server_request'];

/**
 * `GET /spend/logs`: rows, newest first; or, between two dates, what was spent on each day. An owner
 * sees the calls of its own key.
 */
export const spendLogs: Operation = async (work) => {
  const { query, database } = work;
  const filters = filtersOf(work);
  const days = readDays(query);
  if (days !== null && query.get('summarize') !== 'false') return summary(work, filters, days);
  const span: readonly Condition[] =
    days === null
      ? []
      : [
          { column: 'startTime', from: days.from },
          { column: 'startTime', before: days.before },
        ];
  const single = (query.get('request_id') ?? '') !== '';
  return findRows(database, tableOf(work, 'SpendLogs'), {
    where: [...filters, ...span],
    order: [{ column: 'startTime', descending: true }, { column: 'request_id' }],
    limit: readCount(query, 'limit', { fallback: MOST_ROWS, most: MOST_ROWS }),
    without: single ? [] : LARGE,
  });
};

function filtersOf({ query, caller }: Work): readonly Condition[] {
  const conditions: Condition[] = [];
  const given = (name: string): string => query.get(name) ?? '';
  const key = given('api_key') === '' ? null : tokenOf(given('api_key'));
  if (caller.standing === 'owner') {
    if (key !== null && key !== caller.keyHash) throw new Refusal(NOT_ALLOWED);
    conditions.push({ column: 'api_key', is: caller.keyHash });
  } else if (key !== null) conditions.push({ column: 'api_key', is: key });
  if (given('user_id') !== '') conditions.push({ column: 'user', is: given('user_id') });
  if (given('request_id') !== '') {
    conditions.push({ column: 'request_id', is: given('request_id') });
  }
  return conditions;
}

interface Days {
  readonly from: Date;
  /** Midnight after the last day. */
  readonly before: Date;
}

function readDays(query: URLSearchParams): Days | null {
  const [start, end] = [readDay(query, 'start_date'), readDay(query, 'end_date')];
  if (start === null && end === null) return null;
  if (start === null) throw wrongField('start_date', 'is missing');
  if (end === null) throw wrongField('end_date', 'is missing');
  const days = (end - start) / DAY_MS;
  if (days < 0) throw wrongField('end_date', 'is before start_date');
  if (days > LONGEST_DAYS) throw wrongField('end_date', `is more than ${LONGEST_DAYS} days later`);
  return { from: new Date(start), before: new Date(end + DAY_MS) };
}

/** `YYYY-MM-DD` in UTC, as milliseconds. */
function readDay(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null || text === '') return null;
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (Number.isNaN(ms)) throw wrongField(name, 'must be a date as 2026-01-31');
  return ms;
}

interface DaySummary {
  startTime: string;
  spend: number;
  readonly users: Record<string, number>;
  readonly models: Record<string, number>;
}

async function summary(
  work: Work,
  filters: readonly Condition[],
  { from, before }: Days,
): Promise<readonly DaySummary[]> {
  const where = [...filters, { column: 'startTime', from }, { column: 'startTime', before }];
  const rows = await sumSpendByDay(work.database, tableOf(work, 'SpendLogs'), where);
  const days = new Map<string, DaySummary>();
  for (let ms = from.getTime(); ms < before.getTime(); ms += DAY_MS) {
    const startTime = new Date(ms).toISOString().slice(0, 10);
    days.set(startTime, { startTime, spend: 0, users: {}, models: {} });
  }
  for (const { day, user, model, spend } of rows) {
    const entry = days.get(day);
    if (entry === undefined) continue;
    entry.spend += spend;
    add(entry.users, user, spend);
    add(entry.models, model, spend);
  }
  return [...days.values()];
}

function add(sums: Record<string, number>, name: string, spend: number): void {
  const known = Object.hasOwn(sums, name) ? (sums[name] ?? 0) : 0;
  Object.defineProperty(sums, name, {
    value: known + spend,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}
