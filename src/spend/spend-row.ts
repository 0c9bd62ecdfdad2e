import type { SpendLogRow } from '../db/queries/spend-insert-logs.ts';
import { billedUsd, whole } from './billed.ts';
import { spendMetadata } from './spend-metadata.ts';
import type { SpendEvent } from './spend-event.ts';
import { storedId, storedText } from './stored-text.ts';

/** The row of LiteLLM's spend log for an event. Prompts and answers are not in it. */
export function spendRow(event: SpendEvent): SpendLogRow {
  const { caller, usage } = event;
  const requestId = storedText(event.requestId, 512);
  return {
    request_id: requestId,
    litellm_call_id: requestId,
    call_type: storedText(event.callType),
    status: event.status,
    spend: billedUsd(event),
    prompt_tokens: whole(usage.promptTokens),
    completion_tokens: whole(usage.completionTokens),
    total_tokens: whole(usage.totalTokens),
    startTime: utc(event.startedAtMs),
    endTime: utc(event.endedAtMs),
    completionStartTime: utc(event.firstTokenAtMs ?? event.endedAtMs),
    request_duration_ms: whole(event.endedAtMs - event.startedAtMs),
    model: storedId(event.model),
    model_id: storedText(event.modelId),
    model_group: storedId(event.modelGroup),
    custom_llm_provider: storedId(event.provider),
    api_base: withoutSecrets(storedText(event.apiBase)),
    api_key: storedId(caller.keyHash),
    user: storedId(caller.userId),
    team_id: storedId(caller.teamId),
    organization_id: storedId(caller.organizationId),
    end_user: storedId(caller.endUserId),
    agent_id: caller.agentId === '' ? null : storedId(caller.agentId),
    request_tags: caller.tags.map(storedId),
    requester_ip_address: event.requesterIp === '' ? null : storedText(event.requesterIp),
    session_id: event.sessionId === '' ? requestId : storedId(event.sessionId),
    metadata: spendMetadata(event),
    cache_hit: 'False',
    cache_key: 'Cache OFF',
  };
}

/** UTC without zone: LiteLLM's columns have none. */
function utc(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, -1);
}

/** A base URL without user, password and query: some carry keys there. */
function withoutSecrets(url: string): string {
  if (!/[@?#]/.test(url)) return url;
  if (!URL.canParse(url)) return '';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
