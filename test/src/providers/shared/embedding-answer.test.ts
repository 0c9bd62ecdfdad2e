import { describe, expect, test } from '@jest/globals';
import { ollama } from '../../../../src/providers/ollama/adapter.ts';
import {
  readTextInput,
  renderEmbeddings,
} from '../../../../src/providers/shared/embedding-answer.ts';
import { toCall } from '../../../support/golden.ts';

function rendered(format?: string): unknown {
  const client = { model: 'alias', input: 'a', encoding_format: format };
  const call = toCall(ollama, { operation: 'embedding', client });
  return JSON.parse(renderEmbeddings(call, [[0.25, -1.5], 'AAAA'], null).body.toString());
}

describe('embedding answers', () => {
  test('vectors are numbers unless base64 was asked for', () => {
    expect(rendered()).toMatchObject({ data: [{ index: 0, embedding: [0.25, -1.5] }, {}] });
    expect(rendered('float')).toEqual(rendered());
  });

  test('base64 holds little-endian 32-bit floats', () => {
    const bytes = Buffer.alloc(8);
    bytes.writeFloatLE(0.25, 0);
    bytes.writeFloatLE(-1.5, 4);
    expect(rendered('base64')).toMatchObject({
      data: [{ embedding: bytes.toString('base64') }, { index: 1, embedding: 'AAAA' }],
    });
  });

  test('usage that was not counted is zero', () => {
    expect(rendered()).toMatchObject({ usage: { prompt_tokens: 0, total_tokens: 0 } });
  });
});

describe('text input', () => {
  test('one text or a list of them is taken', () => {
    expect(readTextInput('a', 'X')).toEqual(['a']);
    expect(readTextInput(['a', 'b'], 'X')).toEqual(['a', 'b']);
  });

  test.each([[[1, 2]], [[[1], [2]]], [['a', 1]], [null]])('%j is refused', (input) => {
    expect(readTextInput(input, 'X')).toMatchObject({ param: 'input' });
  });
});
