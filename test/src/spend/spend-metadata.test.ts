import { expect, test } from '@jest/globals';
import { spendMetadata } from '../../../src/spend/spend-metadata.ts';
import { CALLER, spendEvent } from '../../support/spend-events.ts';

test('metadata names the caller and the tokens, as LiteLLM’s pages look for them', () => {
  expect(spendMetadata(spendEvent())).toMatchObject({
    user_api_key: CALLER.keyHash,
    user_api_key_alias: 'alias',
    user_api_key_team_id: 'team-1',
    user_api_key_team_alias: 'Team One',
    user_api_key_org_id: 'org-1',
    user_api_key_user_id: 'user-1',
    user_api_key_project_id: 'project-1',
    requester_ip_address: '10.1.2.3',
    status: 'success',
    error_information: null,
    attempted_retries: 1,
    usage_object: {
      prompt_tokens: 100,
      completion_tokens: 20,
      total_tokens: 120,
      prompt_tokens_details: { cached_tokens: 40, cache_creation_tokens: 10 },
      completion_tokens_details: { reasoning_tokens: 5 },
    },
    additional_usage_values: { cache_read_input_tokens: 40, cache_creation_input_tokens: 10 },
  });
});

test('a failure has its code, and no text of the provider', () => {
  const event = spendEvent({ status: 'failure', errorCode: 'timeout' });
  expect(spendMetadata(event)).toMatchObject({
    status: 'failure',
    error_information: {
      ...{ error_code: 'timeout', error_class: 'timeout', llm_provider: 'openai' },
      ...{ error_message: '', traceback: '' },
    },
  });
});

test('nobody is null', () => {
  const event = spendEvent({ caller: { ...CALLER, keyAlias: '', userId: '' } });
  expect(spendMetadata(event)).toMatchObject({
    user_api_key_alias: null,
    user_api_key_user_id: null,
  });
});
