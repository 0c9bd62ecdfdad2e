import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import type { SecretColumn } from '../../../../src/db/queries/rotation-column.ts';
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

describe('a page of other columns', () => {
  const NOTES: SecretColumn = {
    ...{ schema: 'public', table: 'notes', column: 'value', type: 'text', filter: null },
    key: [{ name: 'id', type: 'text' }],
  };

  async function fill(type: string, values: readonly string[]): Promise<void> {
    await runSql(db, `CREATE TABLE notes (id text PRIMARY KEY, value ${type})`);
    for (const [at, value] of values.entries()) {
      await runSql(db, `INSERT INTO notes VALUES ($1, $2::text::${type})`, [String(at + 1), value]);
    }
  }

  test.each([
    ['text', ' {"b":1,  "a":2}\n', ' {"b":1,  "a":2}\n'],
    ['json', ' {"b":1,  "a":2, "a":3}', ' {"b":1,  "a":2, "a":3}'],
    ['jsonb', ' {"b":1,  "a":2, "a":3}', '{"a": 3, "b": 1}'],
    ['text[]', '{a,"b c"}', '{a,"b c"}'],
    ['bytea', String.raw`\x00ff`, String.raw`\x00ff`],
  ])('%s is text as the server has it', async (type, stored, text) => {
    await fill(type, [stored]);
    expect(await readPage(db, { ...NOTES, type }, null, ROOMY)).toEqual([{ pk: ['1'], text }]);
  });

  test('a key of any text is followed, quotes and all', async () => {
    const keys = ["'; --", '"', 'a"b', '$1', String.raw`back\slash`, '{x,y}', 'NULL', ''];
    await runSql(db, 'CREATE TABLE notes (id text PRIMARY KEY, value text)');
    await runSql(db, "INSERT INTO notes SELECT k, 'v' FROM unnest($1::text[]) k", [keys]);
    const seen: string[] = [];
    let after: readonly string[] | null = null;
    for (const _ of keys) {
      const page = await readPage(db, NOTES, after, { rows: 1, bytes: 1 });
      seen.push(...page.flatMap(({ pk }) => pk));
      after = page[0]?.pk ?? null;
    }
    expect(seen.toSorted()).toEqual(keys.toSorted());
    expect(await readPage(db, NOTES, after, ROOMY)).toEqual([]);
    const rows = keys.map((key) => ({ pk: [key], text: 'v' }));
    expect(new Set(await readRowsAgain(db, NOTES, rows))).toEqual(new Set(rows));
  });

  test('rows come in the order of the key, however they lie in the table', async () => {
    await runSql(db, 'CREATE TABLE notes (id int PRIMARY KEY, value text)');
    await runSql(db, "INSERT INTO notes SELECT n, 'v' FROM generate_series(20, 1, -1) n");
    const column = { ...NOTES, key: [{ name: 'id', type: 'integer' }] };
    const page = await readPage(db, column, ['2'], { rows: 9, bytes: 1_000_000 });
    expect(page.map(({ pk }) => Number(pk[0]))).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('bytes are counted as stored, so that what compresses well fits', async () => {
    await fill('text', ['x'.repeat(100_000), 'y'.repeat(100_000), 'z'.repeat(100_000)]);
    expect(await readPage(db, NOTES, null, { rows: 9, bytes: 10_000 })).toHaveLength(3);
  });

  test('the row before which the bytes are full is the first of the next page', async () => {
    await fill('text', ['a'.repeat(99), 'b'.repeat(99), 'c'.repeat(99)]);
    const { rows } = await runSql(db, 'SELECT pg_column_size(value) AS size FROM notes LIMIT 1');
    const size = Number(rows[0]?.['size']);
    expect(await readPage(db, NOTES, null, { rows: 9, bytes: size * 2 })).toHaveLength(2);
    expect(await readPage(db, NOTES, null, { rows: 9, bytes: size * 2 + 1 })).toHaveLength(3);
  });

  test.each([
    ['marked', 'before litellm_enc::x after', true],
    ['marked', 'litellmXenc::x', false],
    ['marked', 'LITELLM_ENC::x', false],
    ['marked', 'Ab'.repeat(30), false],
    ['sealed', 'litellm_enc::x', true],
    ['sealed', 'v2:gcm:x', true],
    ['sealed', 'V2:GCM:x', false],
    ['sealed', 'llmgw1:x', true],
    ['sealed', 'Ab'.repeat(27), true],
    ['sealed', `${'Ab'.repeat(26)}c`, false],
    ['sealed', '-_+/'.repeat(14), true],
    ['sealed', 'words '.repeat(20), false],
  ] as const)('the filter %s on %s: %s', async (filter, value, wanted) => {
    await fill('text', [value]);
    const column = { ...NOTES, filter };
    const rows = [{ pk: ['1'], text: value }];
    expect(await readPage(db, column, null, ROOMY)).toEqual(wanted ? rows : []);
    expect(await readRowsAgain(db, column, rows)).toEqual(wanted ? rows : []);
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
