import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pagesOf, type PageOptions } from '../../../src/rotation/pages.ts';
import { findTargets, type Target } from '../../../src/rotation/target.ts';
import type { CatalogueEntry } from '../../../src/rotation/types.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
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

const ENTRY: CatalogueEntry = {
  ...{ table: 'odd', primaryKey: ['at', 'n'], column: 'doc', kind: 'json' },
  ...{ leaves: 'every', history: false },
};

async function targetOf(): Promise<Target> {
  const choice = { only: ['odd'], includeHistory: false, catalogueExtra: [ENTRY] };
  const { due } = await findTargets(world.database, 'public', choice);
  const [target] = due;
  if (target === undefined) throw new Error('no target');
  return target;
}

async function read(options: PageOptions): Promise<string[][]> {
  const pages: string[][] = [];
  for await (const page of pagesOf(world.database, await targetOf(), options)) {
    pages.push(page.map(({ pk }) => pk.join('|')));
  }
  return pages;
}

describe('pages', () => {
  test.each([true, false])(
    'go through a key of several columns and types, ahead: %s',
    async (ahead) => {
      await world.sql('CREATE TABLE odd (n int, at timestamp(3), doc jsonb, PRIMARY KEY (at, n))');
      await world.sql(`INSERT INTO odd SELECT n, '2026-01-01'::timestamp + (n % 3) * interval '1 ms',
      '{}' FROM generate_series(1, 25) AS n`);
      const pages = await read({ batch: 10, ahead });
      expect(pages.map(({ length }) => length)).toEqual([10, 10, 5]);
      expect(new Set(pages.flat()).size).toBe(25);
      expect(pages[0]?.slice(0, 2)).toEqual(['2026-01-01 00:00:00|3', '2026-01-01 00:00:00|6']);
    },
  );

  test('become shorter where rows are large', async () => {
    await world.sql('CREATE TABLE odd (at int, n int, doc jsonb, PRIMARY KEY (at, n))');
    await world.sql('ALTER TABLE odd ALTER doc SET STORAGE EXTERNAL');
    await world.sql(
      `INSERT INTO odd SELECT n, n, to_jsonb(repeat('x', 700000)) FROM generate_series(1, 4) AS n`,
    );
    const pages = await read({ batch: 10, ahead: true });
    expect(pages.map(({ length }) => length)).toEqual([2, 2]);
  });

  test('of nothing are none', async () => {
    await world.sql('CREATE TABLE odd (at int, n int, doc jsonb, PRIMARY KEY (at, n))');
    expect(await read({ batch: 10, ahead: true })).toEqual([]);
  });

  test('that nobody waits for any more fail unheard', async () => {
    await world.sql('CREATE TABLE odd (at int, n int, doc jsonb, PRIMARY KEY (at, n))');
    await world.sql(`INSERT INTO odd SELECT n, n, '{}' FROM generate_series(1, 4) AS n`);
    for await (const page of pagesOf(world.database, await targetOf(), { batch: 1, ahead: true })) {
      expect(page).toHaveLength(1);
      break;
    }
  });
});
