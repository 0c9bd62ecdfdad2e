import { expect, test } from '@jest/globals';
import {
  NOT_PERMITTED,
  notPermittedReason,
} from '../../../../src/resilience/breaker/not-permitted.ts';

test('every code has its name, and nothing else has one', () => {
  for (const [name, code] of Object.entries(NOT_PERMITTED)) {
    expect(notPermittedReason(code)).toBe(name);
  }
  expect([0, 1, 7, -8].map(notPermittedReason)).toEqual([null, null, null, null]);
});
