import { expect, test } from '@jest/globals';
import { watchInterruptions } from '../../../src/cli/interruptions.ts';
import { isLlmgwError } from '../../../src/core/errors.ts';
import { captureIo } from '../../support/io.ts';

test('the first signal decides', async () => {
  const captured = captureIo();
  const { ended } = watchInterruptions(captured.io);
  captured.emit('SIGTERM');
  captured.emit('SIGINT');
  await expect(ended).resolves.toBe(143);
});

test('a full disk under stdout is an I/O error, not a closed pipe', async () => {
  const captured = captureIo();
  const { ended } = watchInterruptions(captured.io);
  captured.io.stdout.stream.emit('error', Object.assign(new Error('no space'), { code: 'ENOSPC' }));
  const error = await ended.catch((thrown: unknown) => thrown);
  expect(isLlmgwError(error) && [error.code, error.exitCode]).toEqual(['E_IO', 74]);
});

test('after the release a fault has no effect', () => {
  const captured = captureIo();
  watchInterruptions(captured.io).release(0);
  captured.emit('uncaughtException', new Error('late'));
  expect(captured.listeners('SIGINT')).toBe(0);
});

test('an interrupted process ends soon after the release, another one by itself', async () => {
  const [interrupted, finished] = [captureIo(), captureIo()];
  const first = watchInterruptions(interrupted.io);
  interrupted.emit('SIGINT');
  first.release(await first.ended);
  watchInterruptions(finished.io).release(0);
  await new Promise((resolve) => {
    setTimeout(resolve, 80);
  });
  expect([interrupted.exits, finished.exits]).toEqual([[130], []]);
});
