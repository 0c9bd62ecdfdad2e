import { describe, expect, test } from '@jest/globals';
import { withColor } from '../../../src/cli/io.ts';
import { captureIo } from '../../support/io.ts';

describe('an output', () => {
  test('paints on a terminal only', () => {
    const terminal = captureIo({ tty: true, env: { TERM: 'xterm' } }).io;
    expect(terminal.stdout.paint.red('x')).toBe('\u001b[31mx\u001b[39m');
    expect(captureIo({ env: { TERM: 'xterm' } }).io.stdout.paint.red('x')).toBe('x');
  });

  test('follows --color afterwards', () => {
    const { io, stdout } = captureIo();
    const painted = withColor(io, 'always');
    painted.stdout.write(painted.stdout.paint.bold('x'));
    expect(stdout()).toBe('\u001b[1mx\u001b[22m');
  });

  test('knows its width', () => {
    expect(captureIo().io.stderr.columns).toBe(100);
  });

  test('flushes also when its reader has gone', async () => {
    const captured = captureIo();
    const errors: string[] = [];
    captured.io.onOutputError((error) => errors.push(error.message));
    captured.breakPipe();
    captured.io.stdout.write('x');
    await captured.io.stdout.flush();
    expect(errors).toEqual(['write EPIPE']);
  });
});

describe('the process', () => {
  test('tells faults until the listener is removed', () => {
    const captured = captureIo();
    const faults: unknown[] = [];
    const remove = captured.io.onFault((fault) => faults.push(fault));
    captured.emit('uncaughtException', 1);
    captured.emit('unhandledRejection', 2);
    remove();
    captured.emit('uncaughtException', 3);
    expect(faults).toEqual([1, 2]);
  });

  test('is ended after the grace, with the code', async () => {
    const captured = captureIo();
    captured.io.exitSoon(143, 0);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
    expect(captured.exits).toEqual([143]);
  });
});
