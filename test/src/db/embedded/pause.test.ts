import { expect, test } from '@jest/globals';
import { pause } from '../../../../src/db/embedded/pause.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

test('a pause ends when the clock says so, and not before', async () => {
  const clock = new VirtualClock();
  let hasEnded = false;
  const ended = pause(clock, 100).then(() => {
    hasEnded = true;
    return hasEnded;
  });
  clock.advance(99);
  expect(hasEnded).toBe(false);
  clock.advance(1);
  await expect(ended).resolves.toBe(true);
});
