import { expect, test } from '@jest/globals';
import { stringifyYaml } from '../../../src/config/stringify-yaml.ts';

test('equal values are written twice, not by reference', () => {
  const same = { a: ['1', 1] };
  expect(stringifyYaml({ x: same, y: same })).toBe(
    'x:\n  a:\n    - "1"\n    - 1\ny:\n  a:\n    - "1"\n    - 1\n',
  );
});
