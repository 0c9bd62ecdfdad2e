import { expect, test } from '@jest/globals';
import { systemClock } from '../../../../src/core/clock.ts';
import { ServerProcess } from '../../../../src/mcp/client/server-process.ts';
import { Watchdog } from '../../../../src/mcp/client/watchdog.ts';

const watchdog = new Watchdog();

function start(program: string, args: readonly string[] = []) {
  const heard: string[] = [];
  let ended: (how: string) => void = () => {};
  const end = new Promise<string>((resolve) => (ended = resolve));
  const events = {
    onLine: (line: string) => void heard.push(line),
    onOverflow: () => void heard.push('overflow'),
    onStderr: (line: string) => void heard.push(`stderr ${line}`),
    onEnd: (how: string) => ended(how),
  };
  const command = {
    command: program,
    args,
    environment: { PATH: process.env['PATH'] ?? '', OWN: 'yes' },
  };
  return {
    child: new ServerProcess(command, events, { clock: systemClock, watchdog }),
    heard,
    end,
  };
}

test('what it says is heard, with its last words, and how it ended', async () => {
  const script = `process.stdin.once('data', (d) => { process.stdout.write('got ' + d); console.error(process.env.OWN, Object.keys(process.env).length); process.exitCode = 4; process.stdin.destroy(); })`;
  const { child, heard, end } = start('node', ['-e', script]);
  await child.write('{"a":1}');
  expect(await end).toBe('it ended with exit code 4');
  expect(heard).toEqual(expect.arrayContaining(['got {"a":1}', 'stderr yes 2']));
  await child.close();
});

test('a program that is not there', async () => {
  const { child, end } = start('no-such-program-at-all');
  expect(await end).toContain('no such program');
  await child.write('x');
  await child.close();
});
