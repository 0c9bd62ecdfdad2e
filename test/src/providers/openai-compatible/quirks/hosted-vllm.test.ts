import { describe, expect, test } from '@jest/globals';
import {
  cleanVllmTools,
  toVllmEffort,
} from '../../../../../src/providers/openai-compatible/quirks/hosted-vllm.ts';
import { RequestDraft } from '../../../../../src/providers/shared/request-draft.ts';
import { toRequest } from '../../../../support/golden.ts';

describe('cleanVllmTools', () => {
  test('takes keywords out at every depth, but not properties of the same name', () => {
    const inner = { anyOf: [{ additionalProperties: false, type: 'object' }, 'x'] };
    const properties = { strict: { type: 'string' }, additionalProperties: inner };
    const tools = [{ function: { strict: true, parameters: { properties } } }];
    const draft = new RequestDraft(toRequest({ tools }));
    cleanVllmTools(draft);
    const clean = {
      strict: { type: 'string' },
      additionalProperties: { anyOf: [{ type: 'object' }, 'x'] },
    };
    expect(draft.get('tools')).toEqual([{ function: { parameters: { properties: clean } } }]);
  });

  test('leaves clean tools alone', () => {
    const request = toRequest({ tools: [{ function: { parameters: { properties: { a: {} } } } }] });
    const draft = new RequestDraft(request);
    cleanVllmTools(draft);
    expect(draft.toBody()).toBe(request.body);
  });
});

describe('toVllmEffort', () => {
  test.each([
    [{ thinking: { type: 'enabled', budget_tokens: 20_000 } }, { reasoning_effort: 'high' }],
    [{ thinking: { type: 'enabled', budget_tokens: 2_000 } }, { reasoning_effort: 'low' }],
    [{ thinking: { type: 'enabled' } }, { reasoning_effort: 'minimal' }],
    [{ thinking: { type: 'disabled' } }, {}],
    [{ thinking: { type: 'enabled' }, reasoning_effort: 'low' }, { reasoning_effort: 'low' }],
    [{}, {}],
  ])('%j goes out as %j', (client, sent) => {
    const draft = new RequestDraft(toRequest(client));
    toVllmEffort(draft);
    expect(draft.toObject()).toEqual(sent);
  });
});
