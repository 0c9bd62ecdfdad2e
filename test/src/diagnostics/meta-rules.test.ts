import { expect, test } from '@jest/globals';
import { META_RULES } from '../../../src/diagnostics/meta-rules.ts';

test('each is filed under its name, and has a code of its own', () => {
  expect(Object.values(META_RULES).map(({ name }) => name)).toEqual(Object.keys(META_RULES));
  const codes = Object.values(META_RULES).map(({ code }) => code);
  expect(codes).toEqual(['LGW001', 'LGW002', 'LGW003', 'LGW004', 'LGW005', 'LGW116']);
});
