import { describe, expect, test } from '@jest/globals';
import { scanTopLevel } from '../../../../src/core/json-scan.ts';
import {
  endWithPrefix,
  type PrefixWay,
} from '../../../../src/providers/shared/assistant-prefix.ts';
import { toRequest } from '../../../support/golden.ts';

const USER = { role: 'user', content: 'hi' };
const BODY = { model: 'm', stream: true, messages: [USER] };
const GIVEN = { model: 'llama-3', delivered: 'one two three' };

const prefix = (more: object = {}, way: PrefixWay = {}, given = GIVEN) =>
  endWithPrefix(toRequest({ ...BODY, ...more }), given, way);

describe('endWithPrefix', () => {
  test('ends the messages with the delivered text, in the body as in its parsed form', () => {
    const before = toRequest(BODY);
    const after = endWithPrefix(before, GIVEN, { mark: { prefix: true }, body: { go_on: true } });
    const last = { role: 'assistant', content: 'one two three', prefix: true };
    expect(after?.json).toEqual({ ...BODY, messages: [USER, last], go_on: true });
    expect(JSON.parse(String(after?.body))).toEqual(after?.json);
    expect(after?.spans).toEqual(scanTopLevel(after?.body ?? Buffer.alloc(0)).spans);
    expect(before.json).toEqual(BODY);
  });

  test('goes on from a beginning of the client', () => {
    const begun = { role: 'assistant', content: 'zero ', name: 'x' };
    expect(prefix({ messages: [USER, begun] })?.json['messages']).toEqual([
      USER,
      { ...begun, content: 'zero one two three' },
    ]);
  });

  test('counts what was delivered against the limits of the client', () => {
    expect(prefix({ max_tokens: 10, max_completion_tokens: 2 })?.json).toMatchObject({
      max_tokens: 6,
      max_completion_tokens: 1,
    });
  });

  test.each([
    ['tools', { tools: [{ type: 'function' }] }],
    ['functions', { functions: [{ name: 'f' }] }],
    ['a schema', { response_format: { type: 'json_schema', json_schema: {} } }],
    ['JSON', { response_format: { type: 'json_object' } }],
    ['guided decoding', { guided_regex: 'a+' }],
    ["Ollama's own format", { format: 'json' }],
    ['an effort to think', { reasoning_effort: 'high' }],
    [
      'a last turn that is a call',
      { messages: [{ role: 'assistant', content: '', tool_calls: [{}] }] },
    ],
    ['a last turn in parts', { messages: [{ role: 'assistant', content: [] }] }],
  ])('leaves a request with %s alone', (_, more) => {
    expect(prefix(more)).toBeNull();
  });

  test.each(['deepseek-r1', 'qwen3-8b', 'gpt-oss-20b', 'zai/glm-4.6', 'kimi-k2.5'])(
    'leaves %s alone, which would think anew',
    (model) => {
      expect(prefix({}, {}, { ...GIVEN, model })).toBeNull();
    },
  );

  test('takes models that only sound like it', () => {
    expect(prefix({}, {}, { ...GIVEN, model: 'qwen3-coder-30b' })).not.toBeNull();
    expect(prefix({ tools: [], response_format: { type: 'text' } })).not.toBeNull();
  });

  test('keeps to the models and the length that are known to work', () => {
    expect(prefix({}, { models: /gemma/ })).toBeNull();
    expect(prefix({}, { minChars: 14 })).toBeNull();
    expect(prefix({}, { models: /llama/, minChars: 13 })).not.toBeNull();
    expect(prefix({}, {}, { ...GIVEN, delivered: '' })).toBeNull();
  });

  test('leaves legacy completions alone', () => {
    const request = toRequest({ model: 'm', prompt: 'hi' }, 'completion');
    expect(endWithPrefix(request, GIVEN, {})).toBeNull();
  });
});
