import { expect, test } from '@jest/globals';
import { Stopped } from '../../../src/rotation/stopped.ts';

test('a stop carries its reason', () => {
  const reason = { outcome: 'busy', message: 'somebody else works' } as const;
  expect(new Stopped(reason)).toMatchObject({ name: 'Stopped', message: reason.message, reason });
});
