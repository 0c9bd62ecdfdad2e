import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { Watchdog } from '../../../../src/mcp/client/watchdog.ts';

const SLEEPER = 'setInterval(() => {}, 1000)';

test('a group that was released lives on when the watchdog ends', async () => {
  const child = spawn(process.execPath, ['-e', SLEEPER], { detached: true, stdio: 'ignore' });
  const pid = child.pid ?? 0;
  const watchdog = new Watchdog();
  watchdog.watch(pid);
  watchdog.release(pid);
  watchdog.release(pid);
  expect(() => process.kill(pid, 0)).not.toThrow();
  process.kill(-pid, 'SIGKILL');
  await once(child, 'exit');
});
