import { expect, test } from '@jest/globals';
import { Announcer } from '../../../../src/resilience/breaker/announcer.ts';
import type { BreakerEvent } from '../../../../src/resilience/breaker/events.ts';
import { KEY } from '../../../support/breaker-rig.ts';

test('every event says whose it is and when it was', () => {
  const events: BreakerEvent[] = [];
  const announcer = new Announcer(KEY, (event) => void events.push(event));
  announcer.tell(7, { kind: 'ramp_done' });
  announcer.key = { ...KEY, credential: 'c2' };
  announcer.tell(8, { kind: 'would_trip', cause: 'ramp' });
  const base = { id: 'd1:chat', deployment: 'd1', operation: 'chat' };
  expect(events).toEqual([
    { ...base, credential: null, at: 7, kind: 'ramp_done' },
    { ...base, credential: 'c2', at: 8, kind: 'would_trip', cause: 'ramp' },
  ]);
});
