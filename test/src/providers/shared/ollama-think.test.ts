import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitThinking, ThinkSplitter } from '../../../../src/providers/shared/ollama-think.ts';

function splitInPieces(pieces: readonly string[]): { text: string; reasoning: string } {
  const splitter = new ThinkSplitter();
  const out = { text: '', reasoning: '' };
  for (const { kind, text } of [...pieces.flatMap((p) => splitter.push(p)), ...splitter.end()]) {
    expect(text).not.toBe('');
    out[kind] += text;
  }
  return out;
}

describe('inline thinking', () => {
  test.each([
    ['Hello.', 'Hello.', ''],
    ['<think>\nHm.\n</think>\n\nHello.', 'Hello.', 'Hm.\n'],
    [' \n<think>Hm.</think>Hello.', 'Hello.', 'Hm.'],
    ['<think></think>Hello.', 'Hello.', ''],
    ['<think>never closed', '', 'never closed'],
    ['<think>cut </thi', '', 'cut </thi'],
    ['<thinking>', '<thinking>', ''],
    ['<thi', '<thi', ''],
    ['  spaced', '  spaced', ''],
    ['Say <think>a</think> b', 'Say <think>a</think> b', ''],
    ['<think>a</think>b<think>c</think>', 'b<think>c</think>', 'a'],
    ['', '', ''],
  ])('%j is told apart', (whole, text, reasoning) => {
    expect(splitThinking(whole)).toEqual({ text, reasoning });
  });

  test('the result does not depend on where the text is cut', () => {
    const token = fc.constantFrom(
      '<think>',
      '</think>',
      '<',
      '/',
      'think',
      '>',
      ' ',
      '\n',
      'a',
      '👋',
    );
    fc.assert(
      fc.property(fc.array(token), fc.array(fc.nat()), (tokens, cuts) => {
        const whole = tokens.join('');
        const places = cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b);
        const pieces = [0, ...places].map((from, at) => whole.slice(from, places[at]));
        expect(splitInPieces(pieces)).toEqual(splitThinking(whole));
      }),
    );
  });
});
