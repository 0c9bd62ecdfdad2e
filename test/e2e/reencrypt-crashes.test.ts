import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/core/clock.ts';
import { Secret } from '../../src/core/secret.ts';
import { SaltKey } from '../../src/crypto/salt-key.ts';
import { runRotation } from '../../src/rotation/run-rotation.ts';
import { openTestDatabase } from '../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { rotationOptions } from '../support/rotation-literals.ts';
import { buildCli } from '../support/run-cli.ts';
import {
  Bench,
  createSealedDatabase,
  NEW_KEY,
  OLD_KEY,
  untilNobody,
} from '../support/rotation-rig.ts';
import { countKeys, expectSameMeaning, readState, type State } from '../support/rotation-truth.ts';

const MODES = ['atomic', 'online'] as const;
type Mode = (typeof MODES)[number];

interface Case {
  readonly mode: Mode;
  readonly point: string;
  readonly hit: number;
}

interface Outcome extends Case {
  /** What the database held after the crash. */
  readonly left: string;
}

const BATCH = 10;
const AT_ONCE = 3;
const KILLED = 137;

let server: TestPostgres;
let bench: Bench;
let template: string;
let before: State;

beforeAll(async () => {
  server = await startPostgres();
  bench = new Bench();
  const url = await createSealedDatabase(server);
  template = new URL(url).pathname.slice(1);
  before = await readState(url);
  await buildCli();
}, 60_000);

afterAll(async () => {
  bench.close();
  await server.stop();
});

/** How often a run passes each failpoint: the engine itself says which there are. */
async function countHits(mode: Mode): Promise<ReadonlyMap<string, number>> {
  const hits = new Map<string, number>();
  const database = openTestDatabase(await server.createDatabase(template));
  try {
    const keys = [OLD_KEY, NEW_KEY].map(async (key) => SaltKey.from(new Secret(key)));
    const [old, next] = await Promise.all(keys);
    if (old === undefined || next === undefined) throw new Error('no keys');
    await database.session(async (session) =>
      runRotation({
        ...{ session, schema: 'public', clock: systemClock, runId: 'count', progress: () => {} },
        options: rotationOptions({ mode, batch: BATCH, acceptMixedState: true }),
        keys: { old: [old], next },
        // What a backup passes through counts too.
        backup: { add: () => {}, seal: async () => ({ path: '', sha256: '', bytes: 0 }) },
        failpoint: (name) => void hits.set(name, (hits.get(name) ?? 0) + 1),
        signal: new AbortController().signal,
      }),
    );
  } finally {
    await database.close();
  }
  return hits;
}

/** Each point at its first, middle and last hit. */
function casesOf(mode: Mode, hits: ReadonlyMap<string, number>): Case[] {
  return [...hits].flatMap(([point, count]) =>
    [...new Set([1, Math.ceil(count / 2), count])].map((hit) => ({ mode, point, hit })),
  );
}

/** Kills a run at its point, looks, runs again, looks again. */
async function crash({ mode, point, hit }: Case): Promise<Outcome> {
  const url = await server.createDatabase(template);
  const args = ['--mode', mode, '--batch', String(BATCH), '--i-accept-mixed-state'];
  const env = { NODE_ENV: 'test', LLMGW_FAILPOINTS: `${point}@${hit}=kill` };
  const killed = await bench.run(url, { args, env });
  expect([point, hit, killed.code]).toEqual([point, hit, KILLED]);
  await untilNobody(server, url);
  const after = await readState(url);
  expectSameMeaning(before, after);
  const counts = countKeys(after);
  if (mode === 'atomic') expect([0, before.secrets.length]).toContain(counts.new);
  const again = await bench.run(url, { args });
  expect([point, hit, again.code, again.stderr]).toEqual([point, hit, 0, expect.anything()]);
  await untilNobody(server, url);
  const healed = await readState(url);
  expectSameMeaning(before, healed);
  expect(countKeys(healed).old).toBe(0);
  return { mode, point, hit, left: `${counts.old} old, ${counts.new} new` };
}

async function crashAll(cases: readonly Case[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const queue = [...cases];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      outcomes.push(await crash(next));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcomes.sort((a, b) => cases.findIndex(same(a)) - cases.findIndex(same(b)));
}

function same(a: Case): (b: Case) => boolean {
  return (b) => a.mode === b.mode && a.point === b.point && a.hit === b.hit;
}

function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(
    ({ mode, point, hit, left }) =>
      `${mode.padEnd(7)} ${`${point}@${hit}`.padEnd(24)} ${left.padEnd(18)} healed by a second run`,
  );
  return `\nkill -9 at        hit                     left                after\n${rows.join('\n')}\n`;
}

describe('kill -9', () => {
  test.each(MODES)(
    'at any point of a run in %s mode loses nothing, and a second run completes it',
    async (mode) => {
      const cases = casesOf(mode, await countHits(mode));
      expect(cases.length).toBeGreaterThan(10);
      const outcomes = await crashAll(cases);
      process.stdout.write(tableOf(outcomes));
      expect(outcomes).toHaveLength(cases.length);
    },
    120_000,
  );

  test('a run after a run writes nothing', async () => {
    const url = await server.createDatabase(template);
    expect(await bench.run(url)).toMatchObject({ code: 0 });
    const written = await updates(url);
    expect(written).toBeGreaterThan(0);
    expect(await bench.run(url)).toMatchObject({ code: 0 });
    expect(await updates(url)).toBe(written);
  }, 30_000);
});

/** Rows that were ever updated in a database. */
async function updates(url: string): Promise<number> {
  const database = openTestDatabase(url);
  try {
    await untilNobody(server, url);
    const { rows } = await database.query<{ count: number }>({
      name: 'test',
      text: 'SELECT coalesce(sum(n_tup_upd), 0)::int8 AS count FROM pg_stat_user_tables',
    });
    return rows[0]?.count ?? 0;
  } finally {
    await database.close();
  }
}
