import { expect, test } from '@jest/globals';
import { PLAIN } from '../../../../src/diagnostics/render/paint.ts';

test('without colours text stays as it is', () => {
  const { bold, dim, red, yellow, green, blue } = PLAIN;
  for (const paint of [bold, dim, red, yellow, green, blue]) expect(paint('text')).toBe('text');
});
