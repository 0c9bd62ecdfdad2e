import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openStage, type Scene, type Stage } from '../../support/reencrypt.ts';
import { NEW_KEY, OLD_KEY } from '../../support/rotation-rig.ts';

let stage: Stage;
let scene: Scene;

beforeAll(async () => {
  stage = await openStage();
}, 60_000);

beforeEach(async () => {
  scene = await stage.scene();
});

afterAll(async () => stage.close());

describe('plan', () => {
  test('says what is there, and writes nothing anywhere', async () => {
    const { code, stdout, stderr } = await scene.run(['plan']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/LiteLLM_ProxyModelTable\.litellm_params +160 +0 +0 +160 /);
    expect(stderr).toMatch(/old key: LITELLM_SALT_KEY; new key: LLMGW_NEW_SALT_KEY/);
    expect(existsSync(join(scene.cwd, '.llmgw'))).toBe(false);
  });

  test('is 2 with --exit-code while something is due', async () => {
    expect(await scene.run(['plan', '--exit-code'])).toMatchObject({ code: 2 });
  });

  test('can do without a new key', async () => {
    const { code } = await scene.run(['plan'], { env: { LLMGW_NEW_SALT_KEY: null } });
    expect(code).toBe(0);
  });
});

describe('run', () => {
  test('tells ten models a line, then the other tables, then a summary', async () => {
    const { code, stdout, stderr } = await scene.run(['run', '--yes']);
    expect(code).toBe(0);
    const models = stderr.match(/^reencrypt: models \d+\/80 · \d+ values · .* · eta \d+:\d\d$/gm);
    expect(models).toHaveLength(8);
    expect(stderr).toMatch(/^reencrypt: LiteLLM_CredentialsTable 15\/15 · /m);
    expect(stdout).toMatch(/^reencrypt-db: done · /m);
    expect(stdout).toMatch(/^next: .*LITELLM_SALT_KEY/m);
  });

  test('gives one document with --json, and the same in the report', async () => {
    const { code, stdout } = await scene.run(['--yes', '--json', '--report', 'report.json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ schema: 'llmgw.reencrypt/v1', action: 'run', outcome: 'done', changed: true },
      ...{ models: { done: 80, total: 80 }, verify: { bad: 0, oldLeft: 0 } },
    });
    expect(readFileSync(join(scene.cwd, 'report.json'), 'utf8')).toBe(stdout);
  });

  test('a second time has nothing to do; verify agrees', async () => {
    await scene.run(['--yes']);
    const again = await scene.run(['--yes', '--json']);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'nothing-to-do', changed: false });
    expect(await scene.run(['verify'])).toMatchObject({ code: 0 });
  });

  test('takes keys from files, programs and stdin', async () => {
    const none = { LITELLM_SALT_KEY: null, LLMGW_NEW_SALT_KEY: null };
    const stdin = `${OLD_KEY}\n${NEW_KEY}\n`;
    expect(await scene.run(['--yes', '--keys-stdin'], { env: none, stdin })).toMatchObject({
      code: 0,
    });
    const back = ['--old-key-exec', `printf '%s\\n' "$X"`, '--new-key-env', 'BACK'];
    const refused = await scene.run(['--yes', ...back], { env: { ...none, BACK: OLD_KEY } });
    expect(refused.code).toBe(6);
  });
});

test('verify is 2 while values are on the old key', async () => {
  expect(await scene.run(['verify'])).toMatchObject({ code: 2 });
});

test('status knows of the last run of the folder', async () => {
  expect((await scene.run(['status'])).code).toBe(0);
  await scene.run(['--yes']);
  expect((await scene.run(['status'])).stdout).toMatch(/next: the last run, .* ended: done/);
});

test('without a database it says what to set', async () => {
  const env = { DATABASE_URL: null };
  expect(await scene.run(['plan'], { env })).toMatchObject({
    code: 78,
    stderr: expect.stringContaining('set DATABASE_URL'),
  });
});
