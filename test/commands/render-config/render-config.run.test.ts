import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createContext } from '../../../commands/context.ts';
import { commands } from '../../../commands/registry.ts';
import { main } from '../../../src/cli/main.ts';
import { enterWorkplace, MASTER_KEY, startApp, type Workplace } from '../../support/app.ts';
import { captureIo } from '../../support/io.ts';
import { findFreePort } from '../../support/server-process.ts';

let place: Workplace;
beforeEach(() => {
  place = enterWorkplace();
});
afterEach(async () => place.leave());

const SECRET = 'a-secret-of-the-renderer-7c1f';
const CONFIG = `# ours
model_list:
  - model_name: gpt   # the good one
    litellm_params: {model: openai/gpt, api_key: os.environ/KEY, rpm: os.environ/RPM}
`;

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const captured = captureIo({ cwd: place.dir, env: { KEY: SECRET, ...env } });
  const code = await main(['render-config', ...args], captured.io, commands, createContext);
  const [stdout, stderr] = [captured.stdout(), captured.stderr()];
  expect(stderr).not.toContain(SECRET);
  return { code, stdout, stderr };
}

describe('render-config', () => {
  beforeEach(() => {
    place.write('config.yaml', CONFIG);
    place.write('.env', 'OTHER=1\nRPM=7\nKEY=of-the-file\n');
  });

  test('fills in what the gateway would read, and hides secrets', async () => {
    const { code, stdout } = await run([]);
    expect(stdout).toBe(
      CONFIG.replace('os.environ/KEY', '"****(KEY)"').replace('os.environ/RPM', '7'),
    );
    expect(code).toBe(0);
  });

  test('secrets are written only when that is said twice, and never into the log of a pipeline', async () => {
    expect(await run(['--mask', 'none'])).toMatchObject({ code: 64, stdout: '' });
    expect(await run(['--reveal'])).toMatchObject({ code: 64 });
    expect(await run(['--mask', 'none', '--reveal'], { CI: '1' })).toMatchObject({
      code: 6,
      stdout: '',
    });
    expect((await run(['--mask', 'none', '--reveal'])).stdout).toContain(SECRET);
    expect((await run(['--mask', 'none', '--reveal', '-o', 'out.yaml'], { CI: '1' })).code).toBe(0);
    const out = join(place.dir, 'out.yaml');
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(readFileSync(out, 'utf8')).toContain(SECRET);
  });

  test('says where each value came from, and what it overrode', async () => {
    const { stdout } = await run(['--provenance', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      values: [
        {
          path: 'model_list[0].litellm_params.api_key',
          source: { kind: 'process-env', name: 'KEY' },
          overrode: [{ kind: 'env-file', file: '.env', line: 3 }],
          masked: true,
        },
        { source: { kind: 'env-file', name: 'RPM', file: '.env', line: 2 }, masked: false },
      ],
    });
    expect((await run(['--provenance', 'comments'])).stdout).toMatch(
      /rpm: 7\} {2}# from environment {2}# from \.env:2$/m,
    );
  });

  test('lists variables, and ends with 1 when one is missing', async () => {
    const { code, stdout } = await run(['--variables']);
    expect(stdout).toMatch(/^RPM +set +\.env:2 +model_list\[0\]\.litellm_params\.rpm$/m);
    expect(code).toBe(0);
    place.write('config.yaml', `${CONFIG}litellm_settings: {a: os.environ/GONE}\n`);
    const missing = await run(['--variables', '--json']);
    expect(JSON.parse(missing.stdout)).toMatchObject({
      variables: [{ name: 'GONE', state: 'unset' }, {}, {}],
    });
    expect(missing.code).toBe(1);
  });

  test('an unset variable stops it unless told otherwise', async () => {
    place.write('config.yaml', CONFIG.replace('RPM', 'GONE'));
    expect(await run([])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/GONE/),
    });
    expect((await run(['--unresolved', 'keep', '--no-validate'])).stdout).toContain(
      'rpm: os.environ/GONE',
    );
    expect((await run(['--unresolved', 'empty', '--no-validate'])).stdout).toContain('rpm: ""');
  });

  test('--check compares with the file there, and writes nothing', async () => {
    const check = ['-o', 'out.yaml', '--check'];
    expect((await run(check)).code).toBe(2);
    await run(['-o', 'out.yaml']);
    expect((await run(check)).code).toBe(0);
    expect((await run([...check, '--set', 'model_list[0].model_name=b'])).code).toBe(2);
  });

  test('a path that is not there is a usage error; canonical mode adds it', async () => {
    expect((await run(['--set', 'router_settings.num_retries=3'])).code).toBe(64);
    const { stdout } = await run(['--set', 'router_settings.num_retries=3', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ router_settings: { num_retries: '3' } });
    expect((await run(['--set', 'nonsense'])).code).toBe(64);
  });

  test('the hash knows values, not comments', async () => {
    const { stdout } = await run(['--hash']);
    expect(stdout).toMatch(/^[\da-f]{64}\n$/);
    place.write('config.yaml', CONFIG.replace('# ours\n', ''));
    expect((await run(['--hash'])).stdout).toBe(stdout);
    expect((await run(['--hash'], { RPM: '8' })).stdout).not.toBe(stdout);
  });

  test('an address in whatever spelling is told', async () => {
    const text = CONFIG.replace('rpm: os.environ/RPM', 'api_base: "http://0x7f.1:8000/v1"');
    place.write('config.yaml', text);
    expect((await run([])).stderr).toMatch(/LGW310/);
  });

  test.each([
    ['a file that is not there', ['nowhere.yaml'], 66],
    ['a file that is not YAML', ['bad.yaml'], 78],
    ['an unknown mode', ['--mask', 'some'], 64],
    ['a target nobody knows', ['--diff', 'no-such-reference'], 66],
    ['a target that looks like a flag', ['--diff=--output=x'], 66],
  ])('%s ends with %j: %i', async (_, args, wanted) => {
    place.write('bad.yaml', 'a: [1');
    const { code, stdout } = await run(args);
    expect([code, stdout]).toEqual([wanted, '']);
  });
});

describe('--diff', () => {
  const other = CONFIG.replace('model_name: gpt', 'model_name: gpt-2');
  const args = ['--diff', 'other.yaml'];
  beforeEach(() => {
    place.write('config.yaml', CONFIG);
    place.write('.env', 'RPM=7\n');
  });

  test('of a file: what was there and what is', async () => {
    place.write('other.yaml', other);
    const { code, stdout } = await run(args);
    expect(stdout).toBe('- model_list[0].model_name: "gpt-2"\n+ model_list[0].model_name: "gpt"\n');
    expect(code).toBe(0);
    expect((await run([...args, '--exit-code'])).code).toBe(2);
    expect((await run(['--diff', 'config.yaml', '--exit-code'])).code).toBe(0);
  });

  test('of a git reference: this file as it was', async () => {
    const git = (...words: readonly string[]): void => {
      const who = [
        '-c',
        'user.name=t',
        '-c',
        'user.email=t@t.example',
        '-c',
        'commit.gpgsign=false',
      ];
      execFileSync('git', [...who, ...words], { cwd: place.dir, stdio: 'pipe' });
    };
    git('init', '-q');
    place.write('config.yaml', other);
    git('add', 'config.yaml');
    git('commit', '-qm', 'first');
    place.write('config.yaml', CONFIG);
    const { stdout } = await run(['--diff', 'HEAD', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'llmgw.config-diff/v1',
      changes: [{ path: 'model_list[0].model_name', before: '"gpt-2"', after: '"gpt"' }],
    });
  });

  test('of a running gateway: what it has read', async () => {
    const app = await startApp({ model_list: [] });
    try {
      const url = `http://127.0.0.1:${app.port}`;
      const { code, stdout } = await run(['--diff', 'running', '--url', url], {
        LLMGW_KEY: MASTER_KEY,
      });
      expect(stdout).toContain('+ model_list[0].model_name: "gpt"');
      expect(stdout).toMatch(/\+ model_list\[0\]\.litellm_params\.api_key: sha256:[\da-f]{8}/);
      expect(code).toBe(0);
      expect((await run(['--diff', 'running', '--url', url], { LLMGW_KEY: 'sk-wrong' })).code).toBe(
        3,
      );
    } finally {
      await app.close();
    }
    const nobody = `http://127.0.0.1:${await findFreePort()}`;
    expect((await run(['--diff', 'running', '--url', nobody])).code).toBe(4);
  });
});
