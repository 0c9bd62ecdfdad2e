import { describe, expect, test } from '@jest/globals';
import { ollama } from '../../../../src/providers/ollama/adapter.ts';
import type { ParamPolicy } from '../../../../src/providers/provider.ts';
import { ollamaParams, toOllamaBody } from '../../../../src/providers/shared/ollama-body.ts';
import { isUnsupported } from '../../../../src/providers/shared/unsupported-call.ts';
import { toCall } from '../../../support/golden.ts';

function bodyOf(
  client: Readonly<Record<string, unknown>>,
  params: Partial<ParamPolicy> = {},
  model = 'llama3.2',
): unknown {
  const call = toCall(ollama, { client, params, settings: { model } });
  const known = ollamaParams(call);
  return isUnsupported(known) ? known : toOllamaBody(call, known, {});
}

describe('the body for Ollama', () => {
  test('max_completion_tokens wins over max_tokens', () => {
    expect(bodyOf({ max_tokens: 1, max_completion_tokens: 2 })).toEqual({
      model: 'llama3.2',
      options: { num_predict: 2 },
    });
  });

  test("options of the client's own are kept, and OpenAI's names win over them", () => {
    expect(bodyOf({ options: { num_ctx: 9, top_p: 0.1 }, top_p: 0.2, mirostat: 1 })).toEqual({
      model: 'llama3.2',
      options: { num_ctx: 9, top_p: 0.2, mirostat: 1 },
    });
  });

  test('null is as good as absent', () => {
    expect(bodyOf({ temperature: null, num_ctx: null, keep_alive: null, tools: null })).toEqual({
      model: 'llama3.2',
    });
  });

  test("Ollama's own top-level names stay there", () => {
    expect(bodyOf({ keep_alive: -1, think: 'low', format: 'json' })).toEqual({
      model: 'llama3.2',
      keep_alive: -1,
      think: 'low',
      format: 'json',
    });
  });

  test('an allowed OpenAI parameter goes to the top level', () => {
    expect(bodyOf({ logprobs: true }, { allowed: ['logprobs'] })).toEqual({
      model: 'llama3.2',
      logprobs: true,
    });
  });

  test('extra_body comes last, its options merged into the others', () => {
    const extraBody = { keep_alive: 0, options: { num_ctx: 3 } };
    expect(bodyOf({ keep_alive: 5, temperature: 1 }, { extraBody })).toEqual({
      model: 'llama3.2',
      keep_alive: 0,
      options: { temperature: 1, num_ctx: 3 },
    });
  });

  test.each([
    ['none', 'qwen3', false],
    ['minimal', 'qwen3', false],
    ['high', 'qwen3', true],
    ['medium', 'gpt-oss:120b', 'medium'],
  ])('reasoning_effort %s of %s becomes think', (reasoning_effort, model, think) => {
    expect(bodyOf({ reasoning_effort }, {}, model)).toEqual({ model, think });
  });

  test('functions of the old kind are refused', () => {
    expect(bodyOf({ functions: [{ name: 'f' }] })).toMatchObject({ param: 'functions' });
  });
});
