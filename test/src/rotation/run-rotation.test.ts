import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { LlmgwError } from '../../../src/core/errors.ts';
import { CATALOGUE } from '../../../src/rotation/catalogue.ts';
import { runRotation } from '../../../src/rotation/run-rotation.ts';
import type { BackupRow } from '../../../src/rotation/types.ts';
import { sealIndependently as seal, type LitellmFormat } from '../../support/independent-cipher.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import {
  expectAllNew,
  expectNothingLost,
  expectRotated,
  expectUntouched,
} from '../../support/rotation-invariants.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { NEXT, OLD, RotationWorld } from '../../support/rotation-world.ts';

let server: TestPostgres;
let world: RotationWorld;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

beforeEach(async () => {
  world = await RotationWorld.create(server);
});

afterEach(async () => world.close());
afterAll(async () => server.stop());

const FORMATS: readonly LitellmFormat[] = ['nacl', 'v2', 'v3'];

/** Tables and columns that LiteLLM added later than what the tests begin with. */
async function addNewerTables(): Promise<void> {
  await world.sql('ALTER TABLE "LiteLLM_MCPServerTable" ADD COLUMN env_vars jsonb');
  await world.sql(
    'CREATE TABLE "LiteLLM_MCPServerOAuthClient" (server_id text PRIMARY KEY, credentials jsonb)',
  );
  await world.sql('CREATE TABLE "LiteLLM_MCPUserEnvVars" (id text PRIMARY KEY, values_b64 text)');
  await world.sql(
    'CREATE TABLE "LiteLLM_SSOIdentityAssertion" (user_id text PRIMARY KEY, assertion_b64 text)',
  );
}

/** Rows for every entry of the catalogue, in every format. */
async function fillCatalogue(): Promise<number> {
  let values = 0;
  for (const { table, primaryKey, column, kind, leaves } of CATALOGUE) {
    for (const [at, format] of FORMATS.entries()) {
      const looks = { format, marker: leaves === 'marked', standard: at === 0 };
      const [a, b] = ['first', ''].map((plain) => seal(`${table} ${plain} ✓`, OLD, looks));
      const document = `{"api_key": "${a}", "deep": [1.10, {"x": "${b}"}], "plain": "stays"}`;
      const text = kind === 'text' ? (a ?? '') : document;
      const [key = ''] = primaryKey;
      await world.insert(table, { [key]: `row-${format}-${column}`, [column]: text });
      values += kind === 'text' ? 1 : 2;
    }
  }
  return values;
}

describe('a rotation', () => {
  test('rewrites every value of the catalogue, and nothing else', async () => {
    await addNewerTables();
    const values = await fillCatalogue();
    const before = await world.state();
    expect(before.secrets).toHaveLength(values);
    const report = await world.run({ options: { includeHistory: true } });
    expect(report).toMatchObject({ outcome: 'done', changed: true, plan: { absent: [] } });
    expect(report.verify).toEqual({ checked: values, bad: 0, oldLeft: 0 });
    const after = await world.state();
    expectRotated(before, after);
    const again = await world.run({ options: { includeHistory: true } });
    expect(again).toMatchObject({ outcome: 'nothing-to-do', changed: false, batches: 0 });
    expectUntouched(after, await world.state());
  });
});

describe('the keys', () => {
  beforeEach(async () => world.addModels());

  test('that open nothing are refused, and nothing is written', async () => {
    const before = await world.state();
    const report = await world.run({ old: ['sk-some-other-key'] });
    expect(report).toMatchObject({ outcome: 'key-proof-failed', changed: false, batches: 0 });
    expectUntouched(before, await world.state());
  });

  test('the wrong way round have nothing to do', async () => {
    const before = await world.state();
    const report = await world.run({ old: [NEXT], next: OLD });
    expect(report).toMatchObject({
      ...{ outcome: 'nothing-to-do', changed: false },
      message: expect.stringContaining('the wrong way round'),
    });
    expectUntouched(before, await world.state());
  });

  test.each([
    ['missing', null],
    ['an old one', OLD],
  ])('with the new one %s are refused', async (_what, next) => {
    expect(await world.run({ next })).toMatchObject({ outcome: 'refused', changed: false });
  });

  test('heal a database that was left half-way', async () => {
    await world.addModel('m-4', { key: 'sk-a-key-from-before' });
    await world.addModel('m-5', { key: NEXT });
    const truth = { old: [OLD, 'sk-a-key-from-before'], next: NEXT };
    const before = await world.state(truth);
    const report = await world.run({ old: [OLD, 'sk-a-key-from-before'] });
    expect(report).toMatchObject({ outcome: 'done', changed: true });
    expect(report.columns[0]).toMatchObject({ rows: 5, rewritten: 8, alreadyNew: 2, old: 0 });
    expectRotated(before, await world.state(truth));
  });

  test('changed over lead back', async () => {
    await world.run();
    expect(await world.run({ old: [NEXT], next: OLD })).toMatchObject({ outcome: 'done' });
    expectAllNew(await world.state({ old: [NEXT], next: OLD }));
  });
});

describe('a run ends early', () => {
  beforeEach(async () => world.addModels());

  test('when somebody wants that, and has changed nothing', async () => {
    const before = await world.state();
    const abort = new AbortController();
    const failpoint = (name: string): void => {
      if (name === 'page.after_update') abort.abort();
    };
    const report = await world.run({ failpoint, signal: abort.signal, options: { batch: 1 } });
    expect(report).toMatchObject({ outcome: 'interrupted', changed: false, columns: [] });
    expectUntouched(before, await world.state());
  });

  test('when its time is up', async () => {
    const clock = new VirtualClock();
    const failpoint = (name: string): void => {
      if (name === 'page.after_read') clock.advance(60_001);
    };
    const options = { maxDurationMs: 60_000, batch: 1 };
    const report = await world.run({ clock, failpoint, options });
    expect(report).toMatchObject({ outcome: 'failed', changed: false, durationMs: 60_001 });
  });

  test('when its connection breaks', async () => {
    const before = await world.state();
    const report = await world.run({}, async (input) => {
      const failpoint = (name: string): void => {
        if (name === 'verify.mid') input.session.sever();
      };
      return runRotation({ ...input, failpoint });
    });
    expect(report).toMatchObject({ outcome: 'unreachable', changed: false });
    expectUntouched(before, await world.state());
  });

  test('when its backup cannot be written', async () => {
    const before = await world.state();
    const backup = {
      add: () => {
        throw new LlmgwError('E_IO', 'the backup cannot be written: ENOSPC');
      },
      seal: async () => ({ path: '', sha256: '', bytes: 0 }),
    };
    const report = await world.run({ backup });
    expect(report).toMatchObject({ outcome: 'failed', error: 'E_IO', changed: false });
    expectUntouched(before, await world.state());
  });

  test('with an error when that is a fault of the program: all is rolled back', async () => {
    const before = await world.state();
    const failpoint = (name: string): void => {
      if (name === 'commit.before') throw new Error('a fault');
    };
    await expect(world.run({ failpoint })).rejects.toThrow('a fault');
    expectUntouched(before, await world.state());
  });
});

test('the old values are in the backup before the first row is written', async () => {
  await world.addModels();
  const [row] = await world.sql<{ old: string }>(
    `SELECT litellm_params::text AS old FROM "LiteLLM_ProxyModelTable" WHERE model_id = 'm-1'`,
  );
  const kept: BackupRow[] = [];
  const told: string[] = [];
  const sealed = { path: '/backup', sha256: 'abc', bytes: 12 };
  const report = await world.run({
    backup: { add: (one) => void kept.push(one), seal: async () => (told.push('sealed'), sealed) },
    failpoint: (name) => void told.push(name),
  });
  expect(report.backup).toEqual(sealed);
  expect(kept).toHaveLength(3);
  expect(kept[0]).toEqual({
    ...{ table: 'LiteLLM_ProxyModelTable', column: 'litellm_params', pk: ['m-1'] },
    old: row?.old,
  });
  expect(told).toEqual([
    ...['lock.after', 'plan.after', 'prove.after', 'page.after_read', 'sealed', 'backup.after'],
    ...['page.before_update', 'page.after_update', 'verify.mid'],
    ...['commit.before', 'commit.sent', 'commit.after'],
  ]);
});

test('a run keeps to what it is told to keep to', async () => {
  await world.addModels();
  const credential = { credential_values: `{"k": "${seal('c', OLD)}"}` };
  await world.insert('LiteLLM_CredentialsTable', credential);
  const only = ['LiteLLM_CredentialsTable.credential_values'];
  const before = await world.state();
  const report = await world.run({ options: { only } });
  expect(report).toMatchObject({ outcome: 'done', columns: [{ rewritten: 1 }] });
  const after = await world.state();
  expectNothingLost(before, after);
  expect(after.secrets.filter(({ key }) => key === 'old')).toHaveLength(6);
});

test('the report has figures, and what is left elsewhere', async () => {
  await world.addModels();
  await world.insert('LiteLLM_AuditLog', {
    before_value: JSON.stringify({ row: JSON.stringify({ api_key: seal('x', OLD) }) }),
  });
  const before = await world.state();
  const report = await world.run({ runId: 'run-7' });
  expect(report).toMatchObject({
    ...{ runId: 'run-7', mode: 'atomic', format: 'keep', batches: 1, changed: true },
    models: { done: 3, total: 3 },
    residue: { auditLogValues: 1, deadTupleBytes: expect.any(Number) },
    plan: { models: 3, kids: { old: [expect.any(String)], next: expect.any(String) } },
  });
  expect(report.plan?.absent).toContain('LiteLLM_MCPUserEnvVars.values_b64');
  expect(report.xid).toMatch(/^\d+$/);
  const after = await world.state();
  expectNothingLost(before, after);
  expect(after.secrets.filter(({ key }) => key === 'old')).toHaveLength(1);
});

test('a notice goes out with the commit, not without it', async () => {
  await world.addModels();
  const heard: string[] = [];
  const subscription = world.database.listen(['llmgw_keyring'], {
    onNotice: (_channel, payload) => void heard.push(payload),
    onGap: () => undefined,
  });
  const report = await world.run({ runId: 'run-8' });
  for (let turn = 0; turn < 50 && heard.length === 0; turn++) await world.sql('SELECT 1');
  await subscription.stop();
  expect(heard).toEqual([JSON.stringify({ run: 'run-8', kid: report.plan?.kids.next })]);
});
