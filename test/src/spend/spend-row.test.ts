import { describe, expect, test } from '@jest/globals';
import { spendRow } from '../../../src/spend/spend-row.ts';
import { CALLER, spendEvent } from '../../support/spend-events.ts';

describe('a row of the spend log', () => {
  test('says what LiteLLM would say', () => {
    const { metadata, ...row } = spendRow(spendEvent());
    expect(row).toEqual({
      request_id: 'request-1',
      litellm_call_id: 'request-1',
      call_type: 'acompletion',
      api_key: CALLER.keyHash,
      spend: 0.125,
      total_tokens: 120,
      prompt_tokens: 100,
      completion_tokens: 20,
      startTime: '2026-01-31T10:00:00.000',
      endTime: '2026-01-31T10:00:01.500',
      completionStartTime: '2026-01-31T10:00:00.200',
      request_duration_ms: 1_500,
      model: 'gpt-4o-mini',
      model_id: 'deployment-1',
      model_group: 'small',
      custom_llm_provider: 'openai',
      api_base: 'https://api.openai.com/v1',
      user: 'user-1',
      cache_hit: 'False',
      cache_key: 'Cache OFF',
      request_tags: ['blue', 'green'],
      team_id: 'team-1',
      organization_id: 'org-1',
      end_user: 'customer-1',
      agent_id: 'agent-1',
      requester_ip_address: '10.1.2.3',
      session_id: 'session-1',
      status: 'success',
    });
    expect(metadata).toMatchObject({ user_api_key: CALLER.keyHash });
  });

  test('has empty texts for nobody, and nulls where LiteLLM has them', () => {
    const nobody = Object.fromEntries(Object.keys(CALLER).map((key) => [key, '']));
    const caller = { ...CALLER, ...nobody, tags: [] };
    const row = spendRow(
      spendEvent({ caller, sessionId: '', requesterIp: '', firstTokenAtMs: null }),
    );
    expect(row).toMatchObject({
      ...{ api_key: '', user: '', team_id: '', organization_id: '', end_user: '' },
      ...{ agent_id: null, requester_ip_address: null, request_tags: [] },
      session_id: 'request-1',
      completionStartTime: row.endTime,
    });
  });

  test.each([
    ['https://user:canary@host:8080/v1?key=canary#canary', 'https://host:8080/v1'],
    ['canary@nowhere', ''],
    ['https://host/v1', 'https://host/v1'],
    ['', ''],
  ])('names %s without what is secret', (apiBase, expected) => {
    expect(spendRow(spendEvent({ apiBase })).api_base).toBe(expected);
  });

  test('bills a failed call nothing', () => {
    expect(spendRow(spendEvent({ status: 'failure' }))).toMatchObject({
      spend: 0,
      status: 'failure',
    });
  });

  test('holds numbers that fit', () => {
    const usage = {
      ...spendEvent().usage,
      promptTokens: 1e12,
      completionTokens: NaN,
      totalTokens: -1,
    };
    expect(spendRow(spendEvent({ usage, costUsd: Infinity }))).toMatchObject({
      ...{ prompt_tokens: 2_147_483_647, completion_tokens: 0, total_tokens: 0, spend: 0 },
    });
  });
});
