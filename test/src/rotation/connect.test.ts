import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Session, Statement } from '../../../src/db/database.ts';
import { runRotation } from '../../../src/rotation/run-rotation.ts';
import type { RotationInput, RotationReport } from '../../../src/rotation/types.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { expectUntouched } from '../../support/rotation-invariants.ts';
import { RotationWorld } from '../../support/rotation-world.ts';

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

describe('a run is refused', () => {
  beforeEach(async () => world.addModels());

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
