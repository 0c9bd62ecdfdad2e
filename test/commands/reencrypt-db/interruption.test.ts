import { expect, test } from '@jest/globals';
import { listenForSignals } from '../../../commands/reencrypt-db/interruption.ts';
import { captureIo } from '../../support/io.ts';

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])('%s ends a run in order, a second one at once', (name, code) => {
  const captured = captureIo();
  const interruption = listenForSignals(captured.io);
  let cuts = 0;
  interruption.onImpatience(() => void (cuts += 1));
  expect([interruption.signal.aborted, interruption.code()]).toEqual([false, null]);
  captured.emit(name);
  expect([interruption.signal.aborted, interruption.code(), cuts]).toEqual([true, code, 0]);
  captured.emit('SIGTERM');
  expect([interruption.code(), cuts]).toEqual([code, 1]);
  expect(captured.stderr()).toBe('reencrypt: stopping; once more to cut the connection\n');
});

test('signals are given back', () => {
  const captured = captureIo();
  listenForSignals(captured.io).release();
  expect([captured.listeners('SIGINT'), captured.listeners('SIGTERM')]).toEqual([0, 0]);
});
