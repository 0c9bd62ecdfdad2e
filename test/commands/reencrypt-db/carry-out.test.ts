import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openStage, type Stage } from '../../support/reencrypt.ts';
import { countKeys, readState } from '../../support/rotation-truth.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(async () => stage.close());

async function isRewritten(url: string): Promise<boolean> {
  return countKeys(await readState(url)).old === 0;
}

function tokenIn(text: string): string {
  return /--confirm (\S+?),/.exec(text)?.[1] ?? '';
}

describe('agreement', () => {
  test('is asked for before anything is written, and the token of the plan gives it', async () => {
    const { url, cwd, run } = await stage.scene();
    const refused = await run([]);
    expect(refused.code).toBe(6);
    expect([await isRewritten(url), existsSync(join(cwd, '.llmgw'))]).toEqual([false, false]);
    expect(await run(['--confirm', tokenIn(refused.stderr)])).toMatchObject({ code: 0 });
    expect(await isRewritten(url)).toBe(true);
  });

  test('of an agent is the word of its user about this plan', async () => {
    const { url, run } = await stage.scene();
    const agent = { CLAUDECODE: '1' };
    const refused = await run(['--yes'], { env: agent });
    expect([refused.code, await isRewritten(url)]).toEqual([6, false]);
    const [token = ''] = /the token (\S+)/.exec(refused.stderr)?.slice(1) ?? [];
    const LLMGW_USER_CONSENT = `please rotate this database: ${token}`;
    expect(await run([], { env: { ...agent, LLMGW_USER_CONSENT } })).toMatchObject({ code: 0 });
    expect(await isRewritten(url)).toBe(true);
  });
});

describe('a run', () => {
  test('leaves a diary and a backup, for its owner alone', async () => {
    const { cwd, run } = await stage.scene();
    await run(['--yes']);
    const [log = ''] = readdirSync(join(cwd, '.llmgw', 'runs'));
    const lines = readFileSync(join(cwd, '.llmgw', 'runs', log), 'utf8')
      .trimEnd()
      .split('\n');
    const events = lines.map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events[0]).toBe('start');
    expect(events.at(-1)).toBe('end');
    expect(events).toEqual(expect.arrayContaining(['phase', 'transaction']));
    const [folder = ''] = readdirSync(join(cwd, '.llmgw', 'backups'));
    const manifest = readFileSync(join(cwd, '.llmgw', 'backups', folder, 'manifest.json'), 'utf8');
    expect(JSON.parse(manifest)).toMatchObject({ rows: 120, database: { schema: 'public' } });
  });

  test('keeps no old values with --no-backup', async () => {
    const { cwd, run } = await stage.scene();
    expect(await run(['--yes', '--no-backup'])).toMatchObject({ code: 0 });
    expect(existsSync(join(cwd, '.llmgw', 'backups'))).toBe(false);
  });
});
