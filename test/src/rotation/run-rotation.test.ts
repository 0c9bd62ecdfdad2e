import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { LlmgwError } from '../../../src/core/errors.ts';
import type { Session, Statement } from '../../../src/db/database.ts';
import { CATALOGUE } from '../../../src/rotation/catalogue.ts';
import { runRotation } from '../../../src/rotation/run-rotation.ts';
import type {
  BackupRow,
  CatalogueEntry,
  RotationInput,
  RotationReport,
} from '../../../src/rotation/types.ts';
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

/** A model with two values; more members may be given as JSON. */
async function addModel(id: string, key = OLD, rest = ''): Promise<void> {
  const params = `{"api_key": "${seal(`key of ${id}`, key)}", "model": "${seal('m', key)}"${rest}}`;
  await world.insert('LiteLLM_ProxyModelTable', { model_id: id, litellm_params: params });
}

const MODELS = ['m-1', 'm-2', 'm-3'];

async function addModels(): Promise<void> {
  for (const id of MODELS) await addModel(id);
}

describe('the keys', () => {
  beforeEach(addModels);

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
    await addModel('m-4', 'sk-a-key-from-before');
    await addModel('m-5', NEXT);
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

describe('a value that no key opens', () => {
  const foreign = seal('x', 'sk-a-key-that-nobody-has');

  beforeEach(async () => {
    await addModel('m-1');
    await addModel('m-2', OLD, `, "foreign": "${foreign}", "corrupt": "v3:gcm:${foreign}"`);
  });

  test('stops the run before the first write, and its place is told', async () => {
    const before = await world.state();
    const report = await world.run();
    expect(report).toMatchObject({ outcome: 'undecryptable', changed: false });
    expect(report.plan?.notes).toEqual([
      expect.objectContaining({ pk: 'm-2', pointer: '/corrupt', class: 'corrupt' }),
      expect.objectContaining({ pk: 'm-2', pointer: '/foreign', class: 'foreign' }),
    ]);
    expect(JSON.stringify(report)).not.toContain(foreign.slice(0, 20));
    expectUntouched(before, await world.state());
  });

  test('is left byte by byte when it is to be skipped', async () => {
    const before = await world.state();
    const report = await world.run({ options: { skipUndecryptable: true } });
    expect(report).toMatchObject({ outcome: 'done-with-skips', changed: true });
    expect(report.columns[0]).toMatchObject({ rewritten: 4, skipped: 2, old: 0 });
    expectRotated(before, await world.state());
  });
});

describe('what is in clear', () => {
  const rest = ', "plain": "gpt-4o", "secret": "sk-abcdefgh", "wild": "*", "n": 1.10';

  test('stays so', async () => {
    await addModel('m-1', OLD, rest);
    const before = await world.state();
    const { columns } = await world.run();
    expect(columns[0]).toMatchObject({ rewritten: 2, plain: 1, plainSecret: 1, empty: 1 });
    expectRotated(before, await world.state());
  });

  test('is sealed on request, once', async () => {
    await addModel('m-1', OLD, rest);
    const options = { encryptPlaintext: true };
    const report = await world.run({ options });
    expect(report.columns[0]).toMatchObject({ rewritten: 4, empty: 1 });
    const { secrets } = await world.state();
    expect(secrets.map(({ plain }) => plain).sort()).toEqual(
      ['gpt-4o', 'key of m-1', 'm', 'sk-abcdefgh'].sort(),
    );
    expect(await world.run({ options })).toMatchObject({ outcome: 'nothing-to-do', batches: 0 });
  });
});

describe('a column that the catalogue does not name', () => {
  beforeEach(async () => {
    await addModel('m-1');
    await world.sql('CREATE TABLE vault (a int, b uuid, doc json, note text, PRIMARY KEY (b, a))');
    const doc = `{"n": 1.10,  "key": "${seal('vault', OLD)}"}`;
    await world.sql('INSERT INTO vault VALUES (7, gen_random_uuid(), $1, $2)', [doc, 'a note']);
  });

  const ENTRY: CatalogueEntry = {
    ...{ table: 'vault', primaryKey: ['b', 'a'], column: 'doc' },
    ...{ kind: 'json', leaves: 'nested', history: false },
  };

  test('stops the run when an old key opens something in it, with the line to add', async () => {
    const before = await world.state();
    const report = await world.run();
    const { history: _history, ...line } = ENTRY;
    expect(report).toMatchObject({ outcome: 'uncatalogued', changed: false });
    expect(report.message).toContain('vault.doc');
    expect(report.next).toEqual([expect.stringContaining(JSON.stringify(line))]);
    expect(report.plan?.scan).toContainEqual(
      expect.objectContaining({ table: 'vault', column: 'doc', hits: 1, sampled: 1 }),
    );
    expectUntouched(before, await world.state());
  });

  test('is rotated once it is named: any key, any type, every other byte kept', async () => {
    const before = await world.state();
    const report = await world.run({ options: { catalogueExtra: [ENTRY] } });
    expect(report).toMatchObject({ outcome: 'done' });
    expectRotated(before, await world.state());
    const [row] = await world.sql<{ doc: string }>('SELECT doc::text AS doc FROM vault');
    expect(row?.doc).toMatch(/^\{"n": 1\.10, {2}"key": "/);
  });

  test('is not looked for when nobody wants that', async () => {
    const report = await world.run({ options: { scan: false } });
    expect(report).toMatchObject({ outcome: 'done', plan: { scan: [] } });
  });
});

describe('a run is refused', () => {
  beforeEach(addModels);

  test('while LiteLLM is connected, unless that is allowed', async () => {
    const before = await world.state();
    const { session } = await holdOpen('SELECT 1 FROM "public"."LiteLLM_Config"');
    const report = await world.run();
    expect(report).toMatchObject({ outcome: 'refused', plan: null });
    expect(report.message).toContain(`pid ${session.processId}`);
    expectUntouched(before, await world.state());
    expect(await world.run({ options: { allowLiveLitellm: true } })).toMatchObject({
      outcome: 'done',
    });
  });

  test('on a standby', async () => {
    const report = await world.run({}, async (input) =>
      runOn(input, (row) => ({ ...row, standby: true })),
    );
    expect(report).toMatchObject({ outcome: 'refused', message: expect.stringMatching(/standby/) });
  });

  test('behind a pooler in online mode, not in atomic mode', async () => {
    const behindPooler = (mode: 'online' | 'atomic') =>
      world.run({ options: { mode, acceptMixedState: true } }, async (input) =>
        runOn(input, (row) => ({ ...row, pid: 1 })),
      );
    expect(await behindPooler('online')).toMatchObject({ outcome: 'refused', plan: null });
    expect(await behindPooler('atomic')).toMatchObject({ outcome: 'done', plan: { pooled: true } });
  });

  test('in online mode by whoever does not know that both keys are in use meanwhile', async () => {
    expect(await world.run({ options: { mode: 'online' } })).toMatchObject({ outcome: 'refused' });
  });

  test('where there is nothing of LiteLLM’s', async () => {
    const report = await world.run({ schema: 'pg_catalog' });
    expect(report).toMatchObject({ outcome: 'refused', message: expect.stringMatching(/LiteLLM/) });
  });

  test('for a table that nobody knows', async () => {
    const report = await world.run({ options: { only: ['LiteLLM_Nowhere'] } });
    expect(report).toMatchObject({ outcome: 'refused' });
  });

  test('to a role that may only read', async () => {
    await world.sql('CREATE ROLE only_reads');
    await world.sql('GRANT SELECT ON ALL TABLES IN SCHEMA public TO only_reads');
    const before = await world.state();
    const report = await world.run({}, async (input) => {
      await input.session.query({ name: 'test', text: 'SET ROLE only_reads' });
      return runRotation(input);
    });
    expect(report).toMatchObject({ outcome: 'refused', changed: false });
    expectUntouched(before, await world.state());
  });
});

describe('a run ends early', () => {
  beforeEach(addModels);

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
  await addModels();
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
  await addModels();
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
  await addModels();
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
  await addModels();
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

/** Somebody else's connection, whose last statement was this; open until the test ends. */
async function holdOpen(text: string): Promise<{ readonly session: Session }> {
  const other = await RotationWorld.at(world.url);
  others.push(other);
  return new Promise((resolve, reject) => {
    other.database
      .session(
        async (session) => {
          await session.query({ name: 'test', text });
          resolve({ session });
          await new Promise<void>((free) => freed.push(free));
        },
        { applicationName: '' },
      )
      .catch(reject);
  });
}

const others: RotationWorld[] = [];
const freed: (() => void)[] = [];

afterEach(async () => {
  for (const free of freed.splice(0)) free();
  for (const other of others.splice(0)) await other.close();
});

/** Runs with a server that says something else of itself. */
async function runOn(
  input: RotationInput,
  change: (row: object) => object,
): Promise<RotationReport> {
  const { session } = input;
  const bent = Object.create(session, {
    processId: { value: session.processId },
    query: {
      value: async (statement: Statement) => {
        const result = await session.query(statement);
        const bends = statement.name === 'rotation-read-server';
        return bends ? { ...result, rows: result.rows.map(change) } : result;
      },
    },
    begin: { value: session.begin.bind(session) },
    commit: { value: session.commit.bind(session) },
    rollback: { value: session.rollback.bind(session) },
    sever: { value: session.sever.bind(session) },
  }) as Session;
  return runRotation({ ...input, session: bent });
}
