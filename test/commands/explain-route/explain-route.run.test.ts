import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createContext } from '../../../commands/context.ts';
import { commands } from '../../../commands/registry.ts';
import { main } from '../../../src/cli/main.ts';
import {
  enterWorkplace,
  MASTER_KEY,
  startApp,
  type RunningApp,
  type Workplace,
} from '../../support/app.ts';
import { captureIo, type CaptureOptions } from '../../support/io.ts';
import { runCli } from '../../support/run-cli.ts';

const UPSTREAM_KEY = 'sk-upstream-canary-0123456789';
const CONFIG = {
  model_list: ['east', 'west'].map((id) => ({
    model_name: 'gpt',
    litellm_params: {
      ...{ model: `openai/${id}`, api_base: `http://${id}.invalid/v1`, api_key: UPSTREAM_KEY },
    },
    model_info: { id },
  })),
};

let place: Workplace;
let app: RunningApp | null = null;

beforeEach(() => {
  place = enterWorkplace();
  place.write('config.yaml', CONFIG);
});

afterEach(async () => {
  await app?.close();
  app = null;
  await place.leave();
});

async function run(args: readonly string[], capture: CaptureOptions = {}) {
  const captured = captureIo({ cwd: place.dir, ...capture });
  const code = await main(['explain-route', ...args], captured.io, commands, createContext);
  const [stdout, stderr] = [captured.stdout(), captured.stderr()];
  expect(stdout + stderr).not.toContain(UPSTREAM_KEY);
  expect(stdout + stderr).not.toContain(MASTER_KEY);
  return { code, stdout, stderr };
}

describe('from a configuration', () => {
  test('a tree on stdout, without an escape byte', async () => {
    const { code, stdout, stderr } = await run(['gpt']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/o east +openai\/east +50 %\n/);
    expect(stdout).toContain('the client gets 503');
    expect(stdout).not.toContain('\u001b');
  });

  test('one document with --json, for a request from stdin', async () => {
    const stdin = '{"model":"gpt","stream":true}';
    const args = ['--request', '-', '--assume', 'timeout', '--json'];
    const { code, stdout } = await run(args, { stdin });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ schema: 'llmgw.explain-route/v1', model: 'gpt', stream: true, assume: 'timeout' },
      groups: [{ attempts: [{ model_id: 'east' }, { model_id: 'west' }] }],
    });
  });

  test('an unknown model is 66, with the one that was meant', async () => {
    const { code, stderr, stdout } = await run(['gtp']);
    expect([code, stdout]).toEqual([66, '']);
    expect(stderr).toMatch(/E_UNKNOWN_MODEL.*Did you mean "gpt"/);
  });

  test('a request that a gateway refuses is 64, a missing file 66, a broken file 78', async () => {
    place.write('body.json', '{"model":"gpt","messages":"hello"}');
    expect(await run(['--request', 'body.json'])).toMatchObject({ code: 64 });
    expect(await run(['--request', 'missing.json'])).toMatchObject({ code: 66 });
    place.write('config.yaml', 'model_list: 5\n');
    expect(await run(['gpt'])).toMatchObject({ code: 78 });
  });

  test('makes no master key', async () => {
    place.write('config.yaml', { ...CONFIG, llmgw_settings: { generate_master_key: true } });
    expect((await run(['gpt'])).code).toBe(0);
    expect(existsSync(join(place.dir, '.llmgw'))).toBe(false);
  });

  test('the same from the built program', async () => {
    const { code, stdout } = await runCli(['explain-route', 'gpt'], { cwd: place.dir });
    expect(code).toBe(0);
    expect(stdout).toContain('the client gets 503 upstream_overloaded');
  });
});

describe('from a running gateway', () => {
  const env = { LLMGW_KEY: MASTER_KEY };

  test('as it stands now; 2 when nobody takes the call', async () => {
    app = await startApp(CONFIG);
    const args = ['gpt', '--url', app.origin];
    expect(await run(args, { env })).toMatchObject({ code: 0 });
    for (const { id, breaker } of app.gateway.runtime.deployments) {
      breaker('chat');
      await app.gateway.breakers.trip(id, 60_000, 'a test');
    }
    const { code, stdout } = await run(args, { env });
    expect(code).toBe(2);
    expect(stdout).toMatch(/x east .*open for .*opened by hand.*next probe in 60 s/);
    expect(stdout).toContain('Nobody can take this call now.');
  });

  test('without its key is 3, with another one too', async () => {
    app = await startApp(CONFIG);
    expect(await run(['gpt', '--url', app.origin])).toMatchObject({ code: 3 });
    const wrong = { env: { LLMGW_KEY: 'sk-another-key-0123456789' } };
    const { code, stderr } = await run(['gpt', '--url', app.origin], wrong);
    expect(code).toBe(3);
    expect(stderr).not.toContain('sk-another-key');
  });

  test('for a model that it does not have is 66', async () => {
    app = await startApp(CONFIG);
    const { code, stderr } = await run(['gtp', '--url', app.origin], { env });
    expect(code).toBe(66);
    expect(stderr).toContain('Did you mean "gpt"');
  });
});
