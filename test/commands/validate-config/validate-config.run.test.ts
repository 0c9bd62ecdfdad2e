import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createContext } from '../../../commands/context.ts';
import { commands } from '../../../commands/registry.ts';
import { main } from '../../../src/cli/main.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { captureIo } from '../../support/io.ts';
import { startFakeUpstream } from '../../support/fake-upstream.ts';
import { createLitellmDatabase } from '../../support/litellm-database.ts';
import { startPostgres } from '../../support/postgres.ts';
import { startRedis } from '../../support/redis.ts';
import { findFreePort } from '../../support/server-process.ts';
import { makeKey } from '../../../src/security/secrets/make-key.ts';

let place: Workplace;

beforeEach(() => {
  place = enterWorkplace();
});
afterEach(async () => place.leave());

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const captured = captureIo({ cwd: place.dir, env });
  const code = await main(['validate-config', ...args], captured.io, commands, createContext);
  return { code, stdout: captured.stdout(), stderr: captured.stderr() };
}

function model(base: string, key = 'os.environ/KEY'): string {
  return `model_list:
  - model_name: gpt
    litellm_params:
      model: openai/gpt
      api_base: ${base}
      api_key: ${key}
`;
}

const ENV = { KEY: makeKey('groq') };

describe('without network', () => {
  test('says that all is well, and what is there', async () => {
    place.write('config.yaml', model('https://a.example/v1'));
    const { code, stdout } = await run(['--offline'], ENV);
    expect(stdout).toMatch(/^Config: +VALID +config\.yaml, 1 deployment in 1 model group$/m);
    expect(stdout).toMatch(/^Keys: +FOUND +1 of 1 deployment/m);
    expect(code).toBe(0);
  });

  test('finds everything at once: schema, references, environment, formats, credentials', async () => {
    const text = `${model('not a url')}  - model_name: b
    litellm_params: {model: openai/b, api_key: os.environ/UNSET}
router_settings:
  fallbacks: [{gpt: [nobody]}]
  num_retires: 3
litellm_settings:
  master_key: ${makeKey('litellm')}
`;
    place.write('config.yaml', text);
    const { code, stdout } = await run(['--offline', '--json'], ENV);
    const report = JSON.parse(stdout) as { diagnostics: { name: string }[]; worst: string };
    const names = report.diagnostics.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        ...['invalid-url', 'unset-variable', 'unknown-model-group', 'unknown-key'],
        'master-key-misplaced',
      ]),
    );
    expect([code, report.worst]).toEqual([1, 'critical']);
    expect(stdout).not.toContain(makeKey('litellm'));
  });

  test('a finding of the loader and of a rule is told once', async () => {
    place.write('config.yaml', `litellm_settings:\n  master_key: ${makeKey('litellm')}\n`);
    const { stdout } = await run(['--offline', '--json'], ENV);
    expect(stdout.split('LGW201').length - 1).toBeLessThanOrEqual(2);
  });

  test('warnings fail it when that is asked', async () => {
    place.write('config.yaml', `${model('https://a.example/v1')}odd_key: 1\n`);
    expect((await run(['--offline'], ENV)).code).toBe(0);
    expect((await run(['--offline', '--strict'], ENV)).code).toBe(2);
    expect((await run(['--offline', '--strict', '--skip', 'unknown-key'], ENV)).code).toBe(0);
    expect((await run(['--offline', '--strict', '--only', 'environment'], ENV)).code).toBe(0);
  });

  test.each([
    ['a missing file', ['--offline', 'nowhere.yaml'], 66],
    ['a folder', ['--offline', '.'], 74],
    ['an unknown layer', ['--offline', '--only', 'shema'], 64],
  ])('%s ends with %j: %i', async (_, args, wanted) => {
    expect((await run(args, ENV)).code).toBe(wanted);
  });

  test.each([
    ['not YAML', 'a: [1'],
    ['empty', ''],
    ['two documents', 'model_list: []\n---\nmodel_list: []\n'],
    [
      'an alias bomb',
      `a: &a [x,x]\n${'bcdefghijklmnopqrstuv'.replaceAll(/./g, (c, at) => `${c}: &${c} [*${at === 0 ? 'a' : 'bcdefghijklmnopqrstuv'[at - 1]},*${at === 0 ? 'a' : 'bcdefghijklmnopqrstuv'[at - 1]}]\n`)}`,
    ],
    ['an include of itself', 'include: [config.yaml]\n'],
    ['tabs', 'model_list:\n\t- a\n'],
    ['binary', '\u0000\u0001\u0002'],
  ])('%s is a finding with its place, not a stack', async (_, text) => {
    place.write('config.yaml', text);
    const { code, stdout, stderr } = await run(['--offline'], ENV);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^error\[LGW\d+ /m);
    expect(stdout + stderr).not.toMatch(/\n\s+at .*\.ts/);
  });

  test('the schema is one JSON document', async () => {
    const { code, stdout } = await run(['--schema']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'object' });
  });
});

describe('with network', () => {
  test('asks Redis, PostgreSQL and each provider', async () => {
    const [redis, postgres, upstream] = await Promise.all([
      startRedis({ password: 'the-right-password' }),
      startPostgres(),
      startFakeUpstream(),
    ]);
    try {
      const url = await createLitellmDatabase(postgres);
      place.write(
        'config.yaml',
        `${model(`${upstream.origin}/v1`)}general_settings:\n  database_url: os.environ/DB\n`,
      );
      const env = {
        ...ENV,
        DB: url,
        REDIS_URL: `redis://:the-right-password@127.0.0.1:${redis.port}`,
      };
      const { code, stdout } = await run(['--probe-keys'], env);
      expect(stdout).toMatch(/^Redis: +READY/m);
      expect(stdout).toMatch(/^PostgreSQL: +READY .*57 tables of LiteLLM/m);
      expect(stdout).toMatch(/1 of 1 host reached/);
      expect(stdout).not.toContain('the-right-password');
      expect(code).toBe(0);
      const wrong = { ...env, REDIS_URL: `redis://:another@127.0.0.1:${redis.port}` };
      const refused = await run([], wrong);
      expect(refused.stdout).toMatch(/^Redis: +AUTH/m);
      expect(refused.code).toBe(4);
    } finally {
      await Promise.all([redis.stop(), postgres.stop(), upstream.close()]);
    }
  }, 60_000);

  test('who is not there is told with what to do, and ends with 4', async () => {
    const port = await findFreePort();
    place.write('config.yaml', model(`http://127.0.0.1:${port}/v1`));
    const { code, stdout } = await run([], ENV);
    expect(stdout).toMatch(/refused/);
    expect(stdout).toMatch(/nobody listens there|the container itself/);
    expect(code).toBe(4);
  });
});
