import type { DailyCounts, DailyRow, DailyTarget } from '../db/queries/spend-upsert-daily.ts';
import { billedUsd, whole } from './billed.ts';
import { endpointOf } from './endpoint-of.ts';
import type { SpendEvent } from './spend-event.ts';
import { storedId, storedText } from './stored-text.ts';

type Counts = { -readonly [Column in keyof DailyCounts]: number };

/** The lines of the daily tables that events add to: one for each entity, day, key, model… */
export function dailyRows(events: readonly SpendEvent[]): DailyRow[] {
  const rows = new Map<string, DailyRow & { readonly counts: Counts }>();
  for (const event of events) {
    const line = lineOf(event);
    for (const [target, entityId] of entitiesOf(event)) {
      const key = `${target}\0${entityId}\0${line.key}`;
      const known = rows.get(key);
      if (known !== undefined) add(known.counts, line.counts);
      else rows.set(key, { ...line.fields, target, entityId, counts: { ...line.counts } });
    }
  }
  return [...rows.values()];
}

interface Line {
  readonly fields: Omit<DailyRow, 'target' | 'entityId' | 'counts'>;
  /** What is the same for all entities; texts as they are stored hold no NUL. */
  readonly key: string;
  readonly counts: DailyCounts;
}

function lineOf(event: SpendEvent): Line {
  const fields = {
    date: new Date(event.startedAtMs).toISOString().slice(0, 10),
    apiKey: storedId(event.caller.keyHash),
    model: storedId(event.model),
    modelGroup: storedId(event.modelGroup),
    provider: storedId(event.provider),
    endpoint: endpointOf(event.callType),
    requestId: storedText(event.requestId),
  };
  const { date, apiKey, model, modelGroup, provider, endpoint } = fields;
  const key = [date, apiKey, model, modelGroup, provider, endpoint].join('\0');
  return { fields, key, counts: countsOf(event) };
}

/**
 * Users and teams have lines for nobody too, so that their sums tell of all requests, as LiteLLM's
 * do; other tables have not.
 */
function* entitiesOf({ caller }: SpendEvent): Generator<[DailyTarget, string]> {
  yield ['user', storedId(caller.userId)];
  yield ['team', storedId(caller.teamId)];
  yield ['global', ''];
  const others: readonly [DailyTarget, string][] = [
    ['organization', caller.organizationId],
    ['end_user', caller.endUserId],
    ['agent', caller.agentId],
  ];
  for (const [target, id] of others) if (id !== '') yield [target, storedId(id)];
  for (const tag of new Set(caller.tags.map(storedId))) if (tag !== '') yield ['tag', tag];
}

function countsOf(event: SpendEvent): DailyCounts {
  const { usage } = event;
  const succeeded = event.status === 'success' ? 1 : 0;
  return {
    prompt_tokens: whole(usage.promptTokens),
    completion_tokens: whole(usage.completionTokens),
    cache_read_input_tokens: whole(usage.cacheReadTokens),
    cache_creation_input_tokens: whole(usage.cacheWriteTokens),
    spend: billedUsd(event),
    api_requests: 1,
    successful_requests: succeeded,
    failed_requests: 1 - succeeded,
    total_response_time_ms: succeeded * whole(event.endedAtMs - event.startedAtMs),
    timed_requests: succeeded,
  };
}

function add(sum: Counts, counts: DailyCounts): void {
  sum.prompt_tokens += counts.prompt_tokens;
  sum.completion_tokens += counts.completion_tokens;
  sum.cache_read_input_tokens += counts.cache_read_input_tokens;
  sum.cache_creation_input_tokens += counts.cache_creation_input_tokens;
  sum.spend += counts.spend;
  sum.api_requests += counts.api_requests;
  sum.successful_requests += counts.successful_requests;
  sum.failed_requests += counts.failed_requests;
  sum.total_response_time_ms += counts.total_response_time_ms;
  sum.timed_requests += counts.timed_requests;
}
