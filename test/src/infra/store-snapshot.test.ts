import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Database } from '../../../src/db/database.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { readFacts } from '../../../src/db/queries/infra-read-facts.ts';
import { readFreshness } from '../../../src/db/queries/infra-read-current.ts';
import type { Stored } from '../../../src/infra/store-snapshot.ts';
import { collected, HOST, link, snapshot, store, thing } from '../../support/infra-store.ts';
import { openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

let server: TestPostgres;
let database: Database;
let url = '';
beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
  database = openTestDatabase(url);
  await migrate(database);
}, 30_000);
beforeEach(async () => {
  const tables = [
    'runs',
    'run_collectors',
    'freshness',
    'entities',
    'entity_versions',
    'relations',
  ];
  const names = [...tables, 'docs', 'samples', 'blobs'].map((name) => `llmgw.infra_${name}`);
  await database.query({ name: 'empty', text: `TRUNCATE ${names.join(', ')} CASCADE` });
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

const T0 = Date.UTC(2026, 10, 23);
const everything = { kinds: [], host: HOST, where: [], ids: null, at: null, limit: 1_000 };

async function keysAt(at: number | null = null): Promise<string[]> {
  const moment = at === null ? null : new Date(at);
  const facts = await readFacts(database, { ...everything, at: moment });
  return facts.map(({ key, body }) => `${key}=${String(body['value'])}`);
}

async function count(table: string): Promise<number> {
  const text = `SELECT count(*) AS n FROM llmgw.infra_${table}`;
  const { rows } = await database.query<{ n: number }>({ name: 'count', text });
  return rows[0]?.n ?? 0;
}

function numbers({ sources: [source] }: Stored): readonly unknown[] {
  return [source?.inserted, source?.updated, source?.unchanged, source?.gone];
}

describe('a snapshot', () => {
  test('is stored; the same again writes no fact, only that somebody looked', async () => {
    const found = { entities: [thing('a'), thing('b')], relations: [link('a', 'b')] };
    const first = await store(database, snapshot(T0, found));
    expect([first.status, ...numbers(first)]).toEqual(['ok', 2, 0, 0, 0]);
    const before = await Promise.all(['entity_versions', 'relations', 'blobs', 'docs'].map(count));
    const second = await store(database, snapshot(T0 + 1_000, found));
    expect(numbers(second)).toEqual([0, 0, 2, 0]);
    expect(second.rootHash).toBe(first.rootHash);
    expect(await Promise.all(['entity_versions', 'relations', 'blobs', 'docs'].map(count))).toEqual(
      before,
    );
    expect(await count('runs')).toBe(2);
  });

  test('keeps what was before it', async () => {
    await store(database, snapshot(T0, { entities: [thing('a'), thing('b')] }));
    const changed = await store(
      database,
      snapshot(T0 + 1_000, { entities: [thing('a', 2), thing('c')] }),
    );
    expect(numbers(changed)).toEqual([1, 1, 0, 1]);
    expect(await keysAt()).toEqual(['a=2', 'c=1']);
    expect(await keysAt(T0)).toEqual(['a=1', 'b=1']);
    expect(await keysAt(T0 - 1)).toEqual([]);
    await store(database, snapshot(T0 + 2_000, { entities: [thing('a'), thing('b')] }));
    expect(await keysAt(T0 + 1_000)).toEqual(['a=2', 'c=1']);
    expect(await keysAt()).toEqual(['a=1', 'b=1']);
  });

  test('bodies that are equal are stored once', async () => {
    await store(database, snapshot(T0, { entities: [thing('a'), thing('b'), thing('c', 2)] }));
    expect(await count('blobs')).toBe(2);
  });

  test('ten thousand things fit into one', async () => {
    const entities = Array.from({ length: 10_000 }, (_, at) => thing(`t${at}`, at));
    await store(database, snapshot(T0, { entities }));
    const again = await store(database, snapshot(T0 + 1, { entities }));
    expect(numbers(again)).toEqual([0, 0, 10_000, 0]);
  });
});

describe('what was not seen', () => {
  test.each(['failed', 'timeout', 'partial', 'skipped'] as const)(
    'is kept when its collector ended as %s',
    async (status) => {
      await store(database, snapshot(T0, { entities: [thing('a')], relations: [link('a', 'a')] }));
      const next = snapshot(T0 + 1_000, { status }, { collector: 'two', entities: [thing('b')] });
      const stored = await store(database, next);
      expect(stored.status).toBe(status === 'skipped' ? 'ok' : 'partial');
      expect(await keysAt()).toEqual(['a=1', 'b=1']);
      const [one] = await readFreshness(database, HOST);
      expect(one).toMatchObject({ lastStatus: status, lastTryMs: T0 + 1_000 });
      expect(one?.lastOkMs).toBe(status === 'partial' ? T0 + 1_000 : T0);
    },
  );

  test('is gone when what it belongs to is not there for three runs in a row', async () => {
    await store(database, snapshot(T0, { entities: [thing('a')] }));
    const away = { status: 'unavailable' } as const;
    await store(database, snapshot(T0 + 1, away));
    await store(database, snapshot(T0 + 2, away));
    expect(await keysAt()).toEqual(['a=1']);
    await store(database, snapshot(T0 + 3, away));
    expect(await keysAt()).toEqual([]);
  });

  test('makes a run that saw nothing at all a failed one', async () => {
    const { status } = await store(database, snapshot(T0, { status: 'failed', error: 'why' }));
    expect(status).toBe('failed');
  });

  test('is more than may be gone: refused, and nothing is written', async () => {
    const entities = ['a', 'b', 'c', 'd'].map((key) => thing(key));
    await store(database, snapshot(T0, { entities }));
    const most = snapshot(T0 + 1, { entities: entities.slice(0, 1) });
    await expect(store(database, most, { maxGone: 0.5 })).rejects.toMatchObject({
      code: 'E_REFUSED',
    });
    expect(await count('runs')).toBe(1);
    const half = snapshot(T0 + 2, { entities: entities.slice(0, 2) });
    await store(database, half, { maxGone: 0.5 });
    expect(await keysAt()).toEqual(['a=1', 'b=1']);
  });
});

describe('relations', () => {
  test('hold between things that are there, and end with them', async () => {
    const both = {
      entities: [thing('a'), thing('b')],
      relations: [link('a', 'b'), link('a', 'x')],
    };
    await store(database, snapshot(T0, both));
    expect(await count('links')).toBe(1);
    await store(
      database,
      snapshot(T0 + 1, { entities: [thing('a')], relations: [link('a', 'b')] }),
    );
    expect(await count('links')).toBe(0);
    await store(database, snapshot(T0 + 2, both));
    expect(await count('links')).toBe(1);
    expect(await count('relations')).toBe(2);
  });

  test('between things of two collectors outlive the failure of one', async () => {
    const two = { collector: 'two', entities: [thing('b')] };
    const one = { entities: [thing('a')], relations: [link('a', 'b')] };
    await store(database, snapshot(T0, one, two));
    await store(database, snapshot(T0 + 1, { status: 'failed' }, two));
    expect(await count('links')).toBe(1);
  });
});

test('a clock that goes back moves no history', async () => {
  await store(database, snapshot(T0, { entities: [thing('a')] }));
  const { warnings } = await store(database, snapshot(T0 - 5_000, { entities: [thing('a', 2)] }));
  expect(warnings).toEqual([expect.stringContaining('clock')]);
  expect(await keysAt(T0)).toEqual(['a=1']);
  expect(await keysAt(T0 + 1)).toEqual(['a=2']);
  await store(database, snapshot(T0 - 9_000, {}));
  await store(database, snapshot(T0 - 9_000, { entities: [thing('a', 3)] }));
  expect(await keysAt()).toEqual(['a=3']);
});

test('samples are last values, of things that are there', async () => {
  const of = { kind: 'thing', key: 'a' };
  const samples = [
    { of, name: 'load', value: 1 },
    { of: { kind: 'thing', key: 'x' }, name: 'load', value: 9 },
  ];
  await store(database, snapshot(T0, { entities: [thing('a')], samples }));
  const next = [{ of, name: 'load', value: 2 }];
  await store(database, snapshot(T0 + 1, { entities: [thing('a')], samples: next }));
  const { rows } = await database.query({
    name: 's',
    text: 'SELECT value FROM llmgw.infra_samples',
  });
  expect(rows).toEqual([{ value: 2 }]);
});

test('whatever happens in whatever order, each moment can be seen as it was', async () => {
  const entity = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 2 }));
  const step = fc.record({
    status: fc.constantFrom('ok', 'ok', 'ok', 'failed', 'partial'),
    found: fc.uniqueArray(entity, { selector: ([key]) => key }),
  });
  let start = T0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      start += 1_000_000;
      const expected: [number, string[]][] = [];
      await store(database, snapshot(start - 1, { entities: [] }));
      let now = new Map<string, number>();
      for (const [at, { status, found }] of steps.entries()) {
        const entities = status === 'failed' ? [] : found.map(([key, value]) => thing(key, value));
        await store(
          database,
          snapshot(start + at * 10, collected({ status, entities, observedAt: start })),
        );
        const kept = status === 'ok' ? [] : [...now];
        now = new Map([...kept, ...(status === 'failed' ? [] : found)]);
        expected.push([start + at * 10, [...now].map(([key, value]) => `${key}=${value}`).sort()]);
      }
      for (const [at, keys] of expected) expect(await keysAt(at)).toEqual(keys);
    }),
    { numRuns: 25 },
  );
});
