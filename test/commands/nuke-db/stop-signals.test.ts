import { expect, test } from '@jest/globals';
import { takeSignals } from '../../../commands/nuke-db/stop-signals.ts';
import { captureIo } from '../../support/io.ts';

test('the first signal asks, the second cuts', () => {
  const captured = captureIo();
  const signals = takeSignals(captured.io);
  let cuts = 0;
  signals.onImpatience(() => (cuts += 1));
  expect([signals.code(), signals.signal.aborted]).toEqual([null, false]);
  captured.emit('SIGTERM');
  expect([signals.code(), signals.signal.aborted, cuts]).toEqual([143, true, 0]);
  captured.emit('SIGINT');
  expect([signals.code(), cuts]).toEqual([143, 1]);
  signals.release();
  expect(captured.listeners('SIGINT')).toBe(0);
});
