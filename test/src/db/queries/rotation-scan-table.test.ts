import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import { scanTable, type ScanHit } from '../../../../src/db/queries/rotation-scan-table.ts';
import { openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { runSql } from '../../../support/rotation-column.ts';

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
});
