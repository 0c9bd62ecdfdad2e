import { describe, expect, test } from '@jest/globals';
import { ollama } from '../../../../src/providers/ollama/adapter.ts';
import { encodeOllama } from '../../../../src/providers/shared/ollama-encode.ts';
import { toCall } from '../../../support/golden.ts';

describe('encodeOllama', () => {
  test('rerank has no endpoint', () => {
    const client = { query: 'q', documents: [] };
    expect(encodeOllama(toCall(ollama, { operation: 'rerank', client }))).toEqual({
      unsupported: 'Ollama has no rerank endpoint.',
      param: null,
    });
  });

  test.each([[['a', 'b']], [[1, 2]], [undefined]])('the prompt %j is refused', (prompt) => {
    const call = toCall(ollama, { operation: 'completion', client: { model: 'm', prompt } });
    expect(encodeOllama(call)).toMatchObject({ param: 'prompt' });
  });
});
