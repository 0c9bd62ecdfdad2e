import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestDatabase } from '../../support/litellm-database.ts';
import { openStage, type Scene, type Stage } from '../../support/reencrypt.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(async () => stage.close());

function writeLog({ cwd }: Scene, events: readonly object[]): void {
  const folder = join(cwd, '.llmgw', 'runs');
  mkdirSync(folder, { recursive: true });
  const lines = events.map((event) => `${JSON.stringify(event)}\n`);
  writeFileSync(join(folder, 'reencrypt-run-7.jsonl'), lines.join(''));
}

/** A transaction that was committed, or not. */
async function transactionOn(url: string, fails: boolean): Promise<string> {
  const database = openTestDatabase(url);
  let xid = '';
  const text = 'SELECT pg_current_xact_id()::text AS xid';
  const done = database.transaction(async (tx) => {
    xid = (await tx.query<{ xid: string }>({ name: 'test', text })).rows[0]?.xid ?? '';
    if (fails) throw new Error('on purpose');
  });
  await done.catch(() => undefined);
  await database.close();
  return xid;
}

test.each([
  [false, 'committed'],
  [true, 'aborted'],
])('a run that was cut short while it committed is settled', async (fails, fate) => {
  const scene = await stage.scene();
  const where = new URL(scene.url);
  const xid = await transactionOn(scene.url, fails);
  writeLog(scene, [
    { event: 'start', where: `${where.host}${where.pathname}` },
    { event: 'transaction', xid },
  ]);
  const { stdout } = await scene.run(['status']);
  expect(stdout).toContain(`the last run, run-7, was cut short; its transaction ${xid} is ${fate}`);
});

test('a run on another database is told apart', async () => {
  const scene = await stage.scene();
  writeLog(scene, [{ event: 'start', where: 'elsewhere:5432/x' }]);
  expect((await scene.run(['status'])).stdout).toContain('worked on elsewhere:5432/x');
});

test('without a run it tells of the database alone', async () => {
  const { run } = await stage.scene();
  const { code, stdout } = await run(['status'], { env: { LLMGW_NEW_SALT_KEY: null } });
  expect(code).toBe(0);
  expect(stdout).not.toContain('the last run');
});
