import { expect, test } from '@jest/globals';
import { takeSignals } from '../../../commands/ingest-state/take-signals.ts';
import { captureIo } from '../../support/io.ts';

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s stops the run, and a second one ends the process', (name, code) => {
  const captured = captureIo();
  const signals = takeSignals(captured.io);
  expect([signals.code(), signals.signal.aborted]).toEqual([null, false]);
  captured.emit(name);
  expect([signals.code(), signals.signal.aborted]).toEqual([code, true]);
  captured.emit(name);
  signals.release();
  expect(captured.listeners(name)).toBe(0);
});
