import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Queryable } from '../../../src/db/database.ts';
import { runRotation } from '../../../src/rotation/run-rotation.ts';
import type { RotationInput } from '../../../src/rotation/types.ts';
import { sealIndependently as seal } from '../../support/independent-cipher.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { expectUnmixed } from '../../support/rotation-invariants.ts';
import { OLD, RotationWorld } from '../../support/rotation-world.ts';

let server: TestPostgres;
let world: RotationWorld;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

beforeEach(async () => {
  world = await RotationWorld.create(server);
  const litellm_params = `{"api_key": "${seal('key', OLD)}"}`;
  await world.insert('LiteLLM_ProxyModelTable', { model_id: 'm-1', litellm_params });
});

afterEach(async () => world.close());
afterAll(async () => server.stop());

/** Cuts the connection when COMMIT was sent, before its answer can come. */
function cutAtCommit(input: RotationInput): RotationInput['failpoint'] {
  return (name) => {
    if (name === 'commit.sent') input.session.sever();
  };
}

const reconnect: NonNullable<RotationInput['reconnect']> = async (work) =>
  world.database.transaction(work);

/** Another connection that gives this for the fate of every transaction. */
function saying(fate: string): NonNullable<RotationInput['reconnect']> {
  return async (work) =>
    work({ query: async () => ({ rows: [{ fate }], count: 1 }) } as unknown as Queryable);
}

describe('a lost answer to COMMIT', () => {
  test('is settled on another connection', async () => {
    const report = await world.run({}, async (input) =>
      runRotation({ ...input, reconnect, failpoint: cutAtCommit(input) }),
    );
    const { secrets } = await world.state();
    const isNew = secrets.every(({ key }) => key === 'new');
    expect(report).toMatchObject({ outcome: isNew ? 'done' : 'unreachable', changed: isNew });
  });

  test.each([
    ['committed', 'done', true],
    ['aborted', 'unreachable', false],
    ['never heard of', 'unreachable', null],
  ])('%s is told as it is', async (fate, outcome, changed) => {
    const report = await world.run({}, async (input) =>
      runRotation({ ...input, reconnect: saying(fate), failpoint: cutAtCommit(input) }),
    );
    expect(report).toMatchObject({ outcome, changed, xid: expect.stringMatching(/^\d+$/) });
  });

  test('without another connection is not known, and how to find out is told', async () => {
    const report = await world.run({}, async (input) =>
      runRotation({ ...input, failpoint: cutAtCommit(input) }),
    );
    expect(report).toMatchObject({ outcome: 'unreachable', changed: null });
    expect(report.next.join(' ')).toContain(`pg_xact_status('${report.xid ?? ''}'::xid8)`);
    expectUnmixed(await world.state());
  });
});

test('a commit that the server refuses is no lost answer', async () => {
  await world.sql(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'canary' USING ERRCODE = '23514'; END $$`);
  await world.sql(`CREATE CONSTRAINT TRIGGER refuse AFTER UPDATE ON "LiteLLM_ProxyModelTable"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()`);
  const report = await world.run();
  expect(report).toMatchObject({ outcome: 'failed', changed: false });
  expect(JSON.stringify(report)).not.toContain('canary');
});
