import type { Caller } from '../../src/access/caller.ts';
import type { SpendEvent } from '../../src/spend/spend-event.ts';

const STARTED_AT = Date.UTC(2026, 0, 31, 10);

/** A caller with everything. */
export const CALLER: Caller = {
  keyHash: 'a'.repeat(64),
  keyAlias: 'alias',
  userId: 'user-1',
  teamId: 'team-1',
  teamAlias: 'Team One',
  organizationId: 'org-1',
  projectId: 'project-1',
  agentId: 'agent-1',
  endUserId: 'customer-1',
  tags: ['blue', 'green'],
};

/** An event of a call that went well; its cost is exact in binary, so that sums are too. */
export function spendEvent(changes: Partial<SpendEvent> = {}): SpendEvent {
  return {
    requestId: 'request-1',
    callType: 'acompletion',
    startedAtMs: STARTED_AT,
    endedAtMs: STARTED_AT + 1_500,
    firstTokenAtMs: STARTED_AT + 200,
    status: 'success',
    errorCode: null,
    model: 'gpt-4o-mini',
    modelId: 'deployment-1',
    modelGroup: 'small',
    provider: 'openai',
    apiBase: 'https://api.openai.com/v1',
    usage: {
      promptTokens: 100,
      completionTokens: 20,
      totalTokens: 120,
      cacheReadTokens: 40,
      cacheWriteTokens: 10,
      reasoningTokens: 5,
    },
    costUsd: 0.125,
    caller: CALLER,
    requesterIp: '10.1.2.3',
    sessionId: 'session-1',
    retries: 1,
    ...changes,
  };
}

/** Events whose ids differ. */
export function spendEvents(count: number, changes: Partial<SpendEvent> = {}): SpendEvent[] {
  return Array.from({ length: count }, (_, i) =>
    spendEvent({ requestId: `request-${i}`, ...changes }),
  );
}
