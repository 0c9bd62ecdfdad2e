import { Command, CommanderError } from 'commander';
import { describe, expect, test } from '@jest/globals';
import { serveCommand } from '../../../commands/serve/serve.command.ts';
import { commands } from '../../../commands/registry.ts';
import { createContext } from '../../../commands/context.ts';
import { main } from '../../../src/cli/main.ts';
import { enterWorkplace, MASTER_KEY } from '../../support/app.ts';
import { captureIo } from '../../support/io.ts';

/** Runs a command line; none here gets as far as serving. */
async function run(
  args: readonly string[],
  env: Record<string, string> = {},
  cwd: string = '/nowhere',
) {
  const captured = captureIo({ env, cwd });
  const code = await main(['serve', ...args], captured.io, commands, createContext);
  return { code, stderr: captured.stderr(), stdout: captured.stdout() };
}

describe('llmgw serve', () => {
  test.each([
    [['--port', 'abc'], {}],
    [['--port', '65536'], {}],
    [['--port', '-1'], {}],
    [['--port', '1.5'], {}],
    [[], { PORT: 'abc' }],
    [[], { PORT: '4000x' }],
    [['--drain-timeout', 'long'], {}],
    [['--drain-timeout', '-1'], {}],
    [['--drain-timeout', ''], {}],
    [['--no-such-flag'], {}],
    [['surplus'], {}],
  ])('%j with %j is a usage error', async (args, env) => {
    const { code, stderr, stdout } = await run(args, env);
    expect(code).toBe(64);
    expect(stderr).toMatch(/^error\[E_USAGE\]: /);
    expect(stdout).toBe('');
  });

  test('an empty variable says nothing', async () => {
    const { code, stderr } = await run(['--port', '0', '-c', 'none.yaml'], { PORT: '' });
    expect(stderr).not.toContain('E_USAGE');
    expect(code).not.toBe(64);
  });

  test('a configuration that does not exist ends with 66 or 78 and its name', async () => {
    const { code, stderr } = await run(['--port', '0', '-c', 'none.yaml']);
    expect([66, 78]).toContain(code);
    expect(stderr).toContain('/nowhere/none.yaml');
  });

  test.each<[string[], Record<string, string>, string]>([
    [[], { HOST: '203.0.113.7', PORT: '4711' }, '203.0.113.7:4711'],
    [['--host', '198.51.100.7'], { HOST: '203.0.113.7', PORT: '4711' }, '198.51.100.7:4711'],
    [['--port', '4712'], { HOST: '203.0.113.7', PORT: 'abc' }, '203.0.113.7:4712'],
    [['--host', '198.51.100.7'], { HOST: '', PORT: '' }, '198.51.100.7:4000'],
  ])('%j with %j listens on %s', async (args, env, where) => {
    const place = enterWorkplace();
    place.write('config.yaml', {
      model_list: [{ model_name: 'm', litellm_params: { model: 'openai/m', mock_response: 'x' } }],
      general_settings: { master_key: MASTER_KEY },
      llmgw_settings: { database: 'off' },
    });
    const { code, stderr } = await run(args, env, place.dir);
    await place.leave();
    expect(stderr).toContain(`--> ${where}`);
    expect(code).toBe(1);
  });

  test('--help names every flag and gives examples', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    for (const flag of ['--host', '--port', '--dev', '--tls-cert', '--tls-key', '--no-watch']) {
      expect(stdout).toContain(flag);
    }
    expect(stdout).toContain('llmgw serve --host 0.0.0.0');
  });
});

test('values are parsed when they are given, not when they are used', () => {
  const command = new Command('serve')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  serveCommand.configure(command);
  expect(() => command.parse(['--port', 'x'], { from: 'user' })).toThrow(CommanderError);
});
