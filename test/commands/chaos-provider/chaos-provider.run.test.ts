import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { createContext } from '../../../commands/context.ts';
import { commands } from '../../../commands/registry.ts';
import { OTHER_MODELS, REFEREE_FAULTS } from '../../../src/chaos/faults.ts';
import { main } from '../../../src/cli/main.ts';
import { captureIo } from '../../support/io.ts';
import { turns } from '../../support/http-server.ts';

function start(args: readonly string[]) {
  const captured = captureIo();
  const code = main(['chaos-provider', ...args], captured.io, commands, createContext);
  return { captured, code };
}

async function ready(text: () => string): Promise<string> {
  for (;;) {
    const found = /(http:\/\/127\.0\.0\.1:\d+)/.exec(text())?.[1];
    if (found !== undefined) return found;
    await turns(1);
  }
}

describe('--list', () => {
  test('shows every fault, and ends', async () => {
    const { captured, code } = start(['--list']);
    expect(await code).toBe(0);
    for (const { id, does } of [...REFEREE_FAULTS, ...OTHER_MODELS]) {
      expect(captured.stdout()).toContain(id);
      expect(captured.stdout()).toContain(does);
    }
  });

  test('as one document for programs', async () => {
    const { captured, code } = start(['--list', '--json']);
    expect(await code).toBe(0);
    expect(JSON.parse(captured.stdout())).toMatchObject({
      schema: 'llmgw.chaos-provider-faults/v1',
      faults: expect.arrayContaining([expect.objectContaining({ model: 's08' })]),
    });
  });
});

describe('playing', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('answers until %s ends it with %i', async (signal, expected) => {
    const { captured, code } = start(['--port', '0', '--speed', '100']);
    const origin = await ready(() => captured.stderr());
    expect(captured.stderr()).toContain('model_list:');
    const response = await fetch(`${origin}/v1/models`);
    expect(response.status).toBe(200);
    captured.emit(signal);
    expect(await code).toBe(expected);
    await expect(fetch(`${origin}/v1/models`)).rejects.toThrow(/fetch failed|terminated/);
  });

  test('says where it is in one line for programs', async () => {
    const { captured, code } = start(['--port', '0', '--json']);
    await ready(() => captured.stdout());
    captured.emit('SIGTERM');
    await code;
    expect(JSON.parse(captured.stdout())).toMatchObject({ schema: 'llmgw.chaos-provider/v1' });
  });

  test('an address that is taken ends with 1 and a way out', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { captured, code } = start(['--port', String(port)]);
    expect(await code).toBe(1);
    expect(captured.stderr()).toContain('E_ADDRESS_IN_USE');
    expect(captured.stderr()).toContain('--port 0');
    other.close();
  });
});
