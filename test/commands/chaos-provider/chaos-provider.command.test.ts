import { describe, expect, test } from '@jest/globals';
import { createContext } from '../../../commands/context.ts';
import { commands } from '../../../commands/registry.ts';
import { main } from '../../../src/cli/main.ts';
import { captureIo } from '../../support/io.ts';

async function run(args: readonly string[]) {
  const captured = captureIo();
  const code = await main(['chaos-provider', ...args], captured.io, commands, createContext);
  return { code, stderr: captured.stderr(), stdout: captured.stdout() };
}

describe('llmgw chaos-provider', () => {
  test.each([
    ['--port', 'abc'],
    ['--port', '65536'],
    ['--speed', '0'],
    ['--speed', '-1'],
    ['--speed', ''],
    ['--speed', '1e9'],
    ['--no-such-flag'],
  ])('%s %s is a usage error', async (...args) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(64);
    expect(stderr).toMatch(/^error\[E_USAGE\]: /);
  });

  test('--help has examples', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('llmgw chaos-provider --list');
  });
});
