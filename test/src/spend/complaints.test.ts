import { expect, test } from '@jest/globals';
import { Complaints } from '../../../src/spend/complaints.ts';
import { captureLogger } from '../../support/captured-logger.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

test('each thing is said once a minute, with its reason', async () => {
  const clock = new VirtualClock();
  const log = await captureLogger();
  const complaints = new Complaints(clock, log.logger);
  complaints.say('one', { pending: 1 }, new Error('why'));
  complaints.say('one', { pending: 2 });
  complaints.say('two', {});
  clock.advance(60_000);
  complaints.say('one', { pending: 3 });
  expect(await log.lines()).toMatchObject([
    { level: 'error', msg: 'one', pending: 1, reason: 'why' },
    { msg: 'two' },
    { msg: 'one', pending: 3 },
  ]);
});
