import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { runRotation } from '../../../src/rotation/run-rotation.ts';
import { sealIndependently as seal } from '../../support/independent-cipher.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import {
  expectAllNew,
  expectFreshNonces,
  expectNothingLost,
  expectRotated,
  expectUntouched,
} from '../../support/rotation-invariants.ts';
import { OLD, RotationWorld } from '../../support/rotation-world.ts';

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

const ONLINE = { mode: 'online', acceptMixedState: true, batch: 5, scan: false } as const;
const MODELS = 30;

async function addModels(): Promise<void> {
  for (let n = 0; n < MODELS; n++) {
    const id = `m-${String(n).padStart(2, '0')}`;
    const litellm_params = `{"n": 1.10, "writes": 0, "api_key": "${seal(`key of ${id}`, OLD)}"}`;
    await world.insert('LiteLLM_ProxyModelTable', { model_id: id, litellm_params });
  }
}

/** A writer's statement on one model, run from a failpoint: between our statements. */
async function writeAs(id: string, key: string, text: string): Promise<void> {
  await world.sql(
    `UPDATE "LiteLLM_ProxyModelTable"
        SET litellm_params = jsonb_build_object('api_key', $2::text) WHERE model_id = $1`,
    [id, seal(text, key)],
  );
}

/**
 * A writer who is always faster: with each of the first `times` commits that touch a model, its old
 * value is back.
 */
async function bringBack(id: string, times: number): Promise<void> {
  const old = JSON.stringify({ api_key: seal('late', OLD) });
  await world.sql('CREATE SEQUENCE brought_back');
  await world.sql(`CREATE FUNCTION bring_back() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('brought_back') <= ${times} THEN
      UPDATE "LiteLLM_ProxyModelTable" SET litellm_params = '${old}' WHERE model_id = '${id}';
    END IF; RETURN NULL; END $$`);
  await world.sql(`CREATE CONSTRAINT TRIGGER bring_back AFTER UPDATE ON "LiteLLM_ProxyModelTable"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.model_id = '${id}' AND NEW.litellm_params <> '${old}')
    EXECUTE FUNCTION bring_back()`);
}

describe('online mode', () => {
  beforeEach(addModels);

  test('rewrites everything, page by page, and a second run writes nothing', async () => {
    const before = await world.state();
    const told: string[] = [];
    const report = await world.run({
      options: ONLINE,
      failpoint: (name) => void told.push(name),
    });
    expect(report).toMatchObject({
      ...{ outcome: 'done', changed: true, batches: 6, xid: expect.stringMatching(/^\d+$/) },
      verify: { checked: MODELS, bad: 0, oldLeft: 0 },
    });
    expect(report.columns[0]).toMatchObject({ rows: MODELS, rewritten: MODELS, old: 0 });
    expect(told.filter((name) => name === 'page.after_commit')).toHaveLength(6);
    const after = await world.state();
    expectRotated(before, after);
    expect(await world.run({ options: ONLINE })).toMatchObject({ outcome: 'nothing-to-do' });
    expectUntouched(after, await world.state());
  });

  test('loses no update of a writer that works all the time', async () => {
    const writes = new Map<string, number>();
    const end = new AbortController();
    const writer = (async (): Promise<void> => {
      for (let n = 0; !end.signal.aborted; n++) {
        const id = `m-${String((n * 7) % MODELS).padStart(2, '0')}`;
        await world.sql(
          `UPDATE "LiteLLM_ProxyModelTable"
              SET litellm_params = jsonb_set(litellm_params, '{writes}',
                    to_jsonb((litellm_params->>'writes')::int + 1)) WHERE model_id = $1`,
          [id],
        );
        writes.set(id, (writes.get(id) ?? 0) + 1);
      }
    })();
    const other = await RotationWorld.at(world.url);
    const report = await other.run({ options: { ...ONLINE, maxRetries: 100 } });
    await other.close();
    end.abort();
    await writer;
    expect(report).toMatchObject({ outcome: 'done' });
    const rows = await world.sql<{ id: string; writes: number }>(
      `SELECT model_id AS id, (litellm_params->>'writes')::int AS writes
         FROM "LiteLLM_ProxyModelTable"`,
    );
    expect(rows).toEqual(rows.map(({ id }) => ({ id, writes: writes.get(id) ?? 0 })));
    expectAllNew(await world.state());
  });

  test('reads a row again that changed since it was read', async () => {
    const before = await world.state();
    const other = await RotationWorld.at(world.url);
    let hits = 0;
    const report = await other.run({ options: ONLINE }, async (input) => {
      const session = Object.create(input.session, {
        processId: { value: input.session.processId },
        query: {
          value: async (statement: Parameters<typeof input.session.query>[0]) => {
            if (statement.name === 'rotation-update-rows' && hits++ === 0) {
              await writeAs('m-03', OLD, 'key of m-03');
            }
            return input.session.query(statement);
          },
        },
        begin: { value: input.session.begin.bind(input.session) },
        commit: { value: input.session.commit.bind(input.session) },
        rollback: { value: input.session.rollback.bind(input.session) },
      }) as typeof input.session;
      return runRotation({ ...input, session });
    });
    await other.close();
    expect(report.columns[0]).toMatchObject({ conflicts: 1, retries: 1, rewritten: MODELS });
    const after = await world.state();
    expectAllNew(after);
    expectFreshNonces(before, after);
  });

  test('goes on until a whole pass finds nothing on an old key', async () => {
    await bringBack('m-00', 1);
    const report = await world.run({ options: ONLINE });
    expect(report.outcome).toBe('done');
    expect(report.columns[0]).toMatchObject({ rewritten: MODELS + 1 });
    expectAllNew(await world.state());
  });

  test('keeps what was committed when it is cut, says so, and heals', async () => {
    const before = await world.state();
    let pages = 0;
    const report = await world.run({}, async (input) => {
      const failpoint = (name: string): void => {
        if (name === 'page.after_update' && ++pages === 3) input.session.sever();
      };
      return runRotation({ ...input, options: { ...input.options, ...ONLINE }, failpoint });
    });
    expect(report).toMatchObject({ outcome: 'partial', changed: true });
    const between = await world.state();
    expectNothingLost(before, between);
    expect(between.secrets.filter(({ key }) => key === 'new')).toHaveLength(10);
    expect(await world.run({ options: ONLINE })).toMatchObject({ outcome: 'done' });
    expectRotated(before, await world.state());
  });

  test('gives up when a writer brings in old values all the time', async () => {
    await bringBack('m-00', 1_000);
    const report = await world.run({ options: { ...ONLINE, batch: 100 } });
    expect(report).toMatchObject({ outcome: 'partial', changed: true });
    expect(report.message).toMatch(/somebody writes them/);
  });

  test('rolls a page back that does not read as it was written', async () => {
    await world.sql(`CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      NEW.litellm_params = OLD.litellm_params; RETURN NEW; END $$`);
    await world.sql(`CREATE TRIGGER spoil BEFORE UPDATE ON "LiteLLM_ProxyModelTable"
      FOR EACH ROW EXECUTE FUNCTION spoil()`);
    const before = await world.state();
    const report = await world.run({ options: ONLINE });
    expect(report).toMatchObject({ outcome: 'verification-failed', changed: false });
    expectUntouched(before, await world.state());
  });
});

describe('after the commit', () => {
  beforeEach(addModels);

  test('values of late writers are swept up while it settles', async () => {
    await bringBack('m-00', 1);
    const report = await world.run({ options: { settleMs: 50, scan: false } });
    expect(report.outcome).toBe('done');
    expect(report.columns[0]).toMatchObject({ rewritten: MODELS + 1 });
    expectAllNew(await world.state());
  });

  test('nothing is swept when nothing is to settle', async () => {
    const phases: string[] = [];
    await world.run({
      progress: (event) => {
        if (event.kind === 'phase') phases.push(event.phase);
      },
    });
    expect(phases).toEqual(['connect', 'lock', 'plan', 'prove', 'rewrite', 'verify', 'commit']);
  });
});
