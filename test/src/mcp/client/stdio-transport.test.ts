import { expect, test } from '@jest/globals';
import { systemClock } from '../../../../src/core/clock.ts';
import { StdioTransport } from '../../../../src/mcp/client/stdio-transport.ts';
import { Watchdog } from '../../../../src/mcp/client/watchdog.ts';

test('messages go both ways, garbage is counted, the end is told once', async () => {
  const script = `process.stdin.on('data', (d) => process.stdout.write('garbage\\n' + d)); process.stdin.on('end', () => process.exit(0))`;
  const transport = new StdioTransport({
    command: {
      command: 'node',
      args: ['-e', script],
      environment: { PATH: process.env['PATH'] ?? '' },
    },
    clock: systemClock,
    watchdog: new Watchdog(),
    onStderr: () => {},
  });
  let closed = 0;
  const heard = new Promise((resolve) => {
    Object.assign(transport, { onclose: () => void (closed += 1), onmessage: resolve });
  });
  await transport.start();
  const message = { jsonrpc: '2.0', id: 1, method: 'ping' } as const;
  await transport.send(message);
  expect(await heard).toEqual(message);
  expect([transport.garbage, transport.ending]).toEqual([1, null]);
  await transport.close();
  await transport.close();
  expect(closed).toBe(1);
});
