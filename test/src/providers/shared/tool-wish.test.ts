import { describe, expect, test } from '@jest/globals';
import { readToolWish } from '../../../../src/providers/shared/tool-wish.ts';

const one = { type: 'function', function: { name: 'one' } };
const two = { type: 'function', function: { name: 'two' } };

describe('readToolWish', () => {
  test.each([
    ['auto', [one, two], false],
    [undefined, [one, two], false],
    ['required', [one, two], true],
    ['none', [], false],
    [{ type: 'function', function: { name: 'two' } }, [two], true],
    [{ type: 'function', function: { name: 'three' } }, [], true],
  ])('tool_choice %j', (choice, tools, required) => {
    expect(readToolWish([one, two], choice)).toEqual({ tools, required });
  });

  test('no tools are no tools', () => {
    expect(readToolWish(null, 'auto')).toEqual({ tools: [], required: false });
  });
});
