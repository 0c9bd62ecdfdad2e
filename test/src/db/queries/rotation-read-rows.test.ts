import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import { readPage, readRowsAgain } from '../../../../src/db/queries/rotation-read-rows.ts';
import { openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { createOddTable, GROUP, ODD_COLUMN, runSql } from '../../../support/rotation-column.ts';

let server: TestPostgres;
let db: Database;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(async () => server.stop());
beforeEach(async () => {
  db = openTestDatabase(await server.createDatabase());
});
afterEach(async () => db.close());

const ROOMY = { rows: 100, bytes: 1_000_000 };

async function readAll(bounds: { rows: number; bytes: number }): Promise<string[][]> {
  const pages: string[][] = [];
  let after: readonly string[] | null = null;
  for (;;) {
    const page = await readPage(db, ODD_COLUMN, after, bounds);
    const last = page.at(-1);
    if (last === undefined) return pages;
    pages.push(page.map(({ pk }) => pk[1] ?? ''));
    after = last.pk;
  }
}

describe('readPage', () => {
  test('pages follow each other in the order of the key, as numbers, each row once', async () => {
    await createOddTable(db, 23);
    const pages = await readAll({ rows: 10, bytes: 1_000_000 });
    expect(pages.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(pages.flat()).toEqual(Array.from({ length: 23 }, (_, at) => String(at + 1)));
  });

  test('a page ends when it is large enough; the first row comes whatever its size', async () => {
    await createOddTable(db, 4);
    expect(await readAll({ rows: 100, bytes: 1 })).toEqual([['1'], ['2'], ['3'], ['4']]);
  });

  test('text is exactly as it is stored; null is not there', async () => {
    await createOddTable(db, 2);
    await runSql(db, 'UPDATE "odd ""schema"""."a ""table""; --" SET "it\'s" = NULL WHERE n = 1');
    const page = await readPage(db, ODD_COLUMN, null, ROOMY);
    expect(page).toEqual([{ pk: [GROUP, '2'], text: '{"v": 2}' }]);
  });

  test('a filter leaves the others on the server', async () => {
    await createOddTable(db, 3);
    await runSql(
      db,
      'UPDATE "odd ""schema"""."a ""table""; --" SET "it\'s" = $1::jsonb WHERE n = 2',
      ['{"k":"litellm_enc::x"}'],
    );
    for (const filter of ['marked', 'sealed'] as const) {
      const page = await readPage(db, { ...ODD_COLUMN, filter }, null, ROOMY);
      expect(page.map(({ pk }) => pk[1])).toEqual(['2']);
    }
  });
});

describe('readRowsAgain', () => {
  test('gives what stands there now, and leaves out what is gone', async () => {
    await createOddTable(db, 3);
    const before = await readPage(db, ODD_COLUMN, null, ROOMY);
    await runSql(
      db,
      'UPDATE "odd ""schema"""."a ""table""; --" SET "it\'s" = $1::jsonb WHERE n = 1',
      ['[7]'],
    );
    await runSql(db, 'DELETE FROM "odd ""schema"""."a ""table""; --" WHERE n = 3');
    const again = await readRowsAgain(db, ODD_COLUMN, before);
    expect([...again].sort((a, b) => Number(a.pk[1]) - Number(b.pk[1]))).toEqual([
      { pk: [GROUP, '1'], text: '[7]' },
      { pk: [GROUP, '2'], text: '{"v": 2}' },
    ]);
  });
});
