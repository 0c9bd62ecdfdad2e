import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import { scanTable, type ScanHit } from '../../../../src/db/queries/rotation-scan-table.ts';
import { openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import {
  createOddTable,
  GROUP,
  ODD_COLUMN,
  ODD_TABLE,
  runSql,
} from '../../../support/rotation-column.ts';

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

const SEALED = `v2:gcm:${'Ab3_'.repeat(10)}==`;
const NACL = 'Zx9-'.repeat(20);

async function scan(
  columns: readonly (readonly [string, string])[],
  share = 1,
): Promise<ScanHit[]> {
  return db.transaction(async (tx) => {
    const hits: ScanHit[] = [];
    const scanned = {
      ...{ schema: 'public', table: 'odd', primaryKey: ['id'], share },
      columns: columns.map(([name, type]) => ({ name, type })),
    };
    for await (const page of scanTable(tx, scanned)) hits.push(...page);
    return hits;
  });
}

describe('scanTable', () => {
  beforeEach(async () => {
    await runSql(db, 'CREATE TABLE odd (id int PRIMARY KEY, "it\'s" text, doc jsonb, raw bytea)');
  });

  test('finds ciphertext alone and among other text, in text, JSON and bytes', async () => {
    await runSql(db, "INSERT INTO odd VALUES (1, $1, $2::jsonb, convert_to($3, 'UTF8'))", [
      SEALED,
      JSON.stringify({ a: ['x', NACL] }),
      `key=${NACL};`,
    ]);
    const hits = await scan([
      ["it's", 'text'],
      ['doc', 'jsonb'],
      ['raw', 'bytea'],
    ]);
    expect(hits).toEqual([
      { column: "it's", pk: ['1'], text: SEALED, whole: true },
      { column: 'doc', pk: ['1'], text: NACL, whole: false },
      { column: 'raw', pk: ['1'], text: NACL, whole: false },
    ]);
  });

  test('digests, prose, null and what is short do not cross the wire', async () => {
    await runSql(db, 'INSERT INTO odd VALUES (1, $1), (2, $2), (3, NULL), (4, $3)', [
      'ab12'.repeat(32),
      'A sentence of many words that is longer than all of the keys there are.',
      'Ab3_'.repeat(5),
    ]);
    expect(await scan([["it's", 'text']])).toEqual([]);
  });

  test('many hits come in several pages, none twice', async () => {
    await runSql(db, 'INSERT INTO odd SELECT n, $1::text || n FROM generate_series(1, 1201) n', [
      NACL,
    ]);
    const hits = await scan([["it's", 'text']]);
    expect(new Set(hits.map(({ pk }) => pk[0])).size).toBe(1_201);
    expect(hits).toHaveLength(1_201);
  });

  test('of a table without a key the row has no name', async () => {
    await runSql(db, 'CREATE TABLE keyless (a text)');
    await runSql(db, 'INSERT INTO keyless VALUES ($1)', [NACL]);
    const hits = await db.transaction(async (tx) => {
      const scanned = { schema: 'public', table: 'keyless', primaryKey: [], share: 1 };
      const pages: ScanHit[] = [];
      for await (const page of scanTable(tx, {
        ...scanned,
        columns: [{ name: 'a', type: 'text' }],
      }))
        pages.push(...page);
      return pages;
    });
    expect(hits).toEqual([{ column: 'a', pk: [], text: NACL, whole: true }]);
  });

  test.each([
    ['54 characters', 'Ab3'.repeat(18), true],
    ['53 characters', `${'Ab3'.repeat(17)}Xy`, false],
    ['padding', `${'Ab3'.repeat(18)}==`, true],
    ['a mark', `litellm_enc::${'Ab3'.repeat(18)}`, true],
    ['a format and 38 characters', `v2:gcm:${'Ab'.repeat(19)}`, true],
    ['a format and 37 characters', `v2:gcm:${'Ab'.repeat(18)}c`, false],
    ['our own format', `llmgw1:0123abcd:a:${'Ab'.repeat(19)}`, true],
    ['upper case alone', 'AB3'.repeat(30), false],
    ['lower case alone', 'ab3'.repeat(30), false],
    ['16,384 characters', 'Ab3_'.repeat(4_096), true],
    ['one more', `${'Ab3_'.repeat(4_096)}x`, false],
  ])('what it takes for ciphertext: %s', async (_, text, wanted) => {
    await runSql(db, 'INSERT INTO odd VALUES (1, $1)', [text]);
    const hit = { column: "it's", pk: ['1'], text, whole: true };
    expect(await scan([["it's", 'text']])).toEqual(wanted ? [hit] : []);
  });

  test('finds each of several in one value', async () => {
    await runSql(db, 'INSERT INTO odd VALUES (1, $1)', [`${NACL} and ${SEALED}`]);
    expect((await scan([["it's", 'text']])).map(({ text }) => text)).toEqual([NACL, SEALED]);
  });

  test('an escape of JSON, or of bytes, is no part of what follows it', async () => {
    const lines = `first\n${NACL}\u0001${NACL}\\${NACL}`;
    await runSql(db, "INSERT INTO odd VALUES (1, NULL, $1::jsonb, convert_to($2, 'UTF8'))", [
      JSON.stringify({ lines }),
      `é${NACL}`,
    ]);
    const texts = async (name: string, type: string): Promise<string[]> =>
      (await scan([[name, type]])).map(({ text }) => text);
    expect(await texts('doc', 'jsonb')).toEqual([NACL, NACL, NACL]);
    expect(await texts('raw', 'bytea')).toEqual([NACL]);
  });

  test('looks at a share of the pages of a large table', async () => {
    await runSql(db, 'INSERT INTO odd SELECT n, $1::text || n FROM generate_series(1, 9000) n', [
      NACL,
    ]);
    const { length } = await scan([["it's", 'text']], 0.5);
    expect(length).toBeGreaterThan(900);
    expect(length).toBeLessThan(8_100);
  });

  test('names of any kind; tables follow each other in one transaction', async () => {
    await createOddTable(db, 1);
    await runSql(db, `UPDATE ${ODD_TABLE} SET "it's" = to_jsonb($1::text)`, [NACL]);
    const { schema, table, column, type, key } = ODD_COLUMN;
    const scanned = {
      ...{ schema, table, primaryKey: key.map(({ name }) => name), share: 1 },
      columns: [{ name: column, type }],
    };
    await db.transaction(async (tx) => {
      for (const _ of ['once', 'again']) {
        const pages: (readonly ScanHit[])[] = [];
        for await (const page of scanTable(tx, scanned)) pages.push(page);
        expect(pages).toEqual([[{ column, pk: [GROUP, '1'], text: NACL, whole: false }]]);
      }
    });
  });

  test('nothing found is no page at all', async () => {
    await db.transaction(async (tx) => {
      const table = { schema: 'public', table: 'odd', primaryKey: ['id'], share: 1 };
      const pages = scanTable(tx, { ...table, columns: [{ name: "it's", type: 'text' }] });
      expect((await pages.next()).done).toBe(true);
    });
  });
});
