import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database, Queryable } from '../../../../src/db/database.ts';
import type { SecretColumn } from '../../../../src/db/queries/rotation-column.ts';
import { updateRows } from '../../../../src/db/queries/rotation-update-rows.ts';
import { openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import {
  createOddTable,
  GROUP,
  ODD_COLUMN,
  ODD_TABLE,
  readOddRow,
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

function change(n: number, text: string, next: string) {
  return { pk: [GROUP, String(n)], text, next };
}

/** Resolves once a statement waits for a row that a transaction holds. */
async function untilSomebodyWaits(tx: Queryable): Promise<void> {
  for (;;) {
    const { count } = await tx.query({
      name: 'test-waits',
      text: "SELECT FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted",
    });
    if (count > 0) return;
  }
}

describe('updateRows', () => {
  test('writes only to rows that still hold what was read, and says to which', async () => {
    await createOddTable(db, 3);
    const written = await updateRows(db, ODD_COLUMN, [
      change(1, '{"v": 1}', '{"new": 1}'),
      change(2, '{"v": "somebody else was here"}', '{"new": 2}'),
      change(3, '{"v": 3}', '{"new": 3}'),
      change(9, '{"v": 9}', '{"new": 9}'),
    ]);
    expect(written).toEqual(new Set([0, 2]));
    expect(await readOddRow(db, 1)).toEqual({ text: '{"new": 1}', other: 'kept' });
    expect(await readOddRow(db, 2)).toEqual({ text: '{"v": 2}', other: 'kept' });
    expect(await readOddRow(db, 3)).toEqual({ text: '{"new": 3}', other: 'kept' });
  });

  test('values are values, whatever they hold', async () => {
    await createOddTable(db, 1);
    const next = JSON.stringify({ k: "'; DROP TABLE x; --" });
    expect([...(await updateRows(db, ODD_COLUMN, [change(1, '{"v": 1}', next)]))]).toEqual([0]);
    expect((await readOddRow(db, 1))['text']).toBe('{"k": "\'; DROP TABLE x; --"}');
  });

  test('nothing to change is no change', async () => {
    await createOddTable(db, 1);
    expect([...(await updateRows(db, ODD_COLUMN, []))]).toEqual([]);
  });

  test.each([
    ['text', 'old', String.raw`new'\"`],
    ['json', '{"a":1,  "b":2}', '{"b":2,  "a":1}'],
    ['jsonb', '{"a": 1}', '{"a": 2}'],
    ['text[]', '{a,b}', '{"c d",e}'],
    ['bytea', String.raw`\x00ff`, String.raw`\xff00`],
  ])('%s is compared and written as its exact text', async (type, text, next) => {
    await runSql(db, `CREATE TABLE plain (id text PRIMARY KEY, value ${type})`);
    const pk = ["x'y"];
    await runSql(db, `INSERT INTO plain VALUES ($1, $2::text::${type})`, [...pk, text]);
    const column: SecretColumn = {
      ...{ schema: 'public', table: 'plain', column: 'value', type, filter: null },
      key: [{ name: 'id', type: 'text' }],
    };
    expect(await updateRows(db, column, [{ pk, text: `${text} `, next }])).toEqual(new Set());
    expect(await updateRows(db, column, [{ pk, text, next }])).toEqual(new Set([0]));
    const { rows } = await runSql(db, 'SELECT value::text AS value FROM plain');
    expect(rows).toEqual([{ value: next }]);
  });

  test('misses a row that another transaction changes while this one waits for it', async () => {
    await createOddTable(db, 2);
    const { written } = await db.transaction(async (tx) => {
      const text = `UPDATE ${ODD_TABLE} SET "it's" = '{"v": "theirs"}' WHERE n = 1`;
      await tx.query({ name: 'test-change', text });
      const started = updateRows(db, ODD_COLUMN, [
        change(1, '{"v": 1}', '{"v": "ours"}'),
        change(2, '{"v": 2}', '{"v": "ours"}'),
      ]);
      await untilSomebodyWaits(tx);
      return { written: started };
    });
    expect(await written).toEqual(new Set([1]));
    expect((await readOddRow(db, 1))['text']).toBe('{"v": "theirs"}');
    expect((await readOddRow(db, 2))['text']).toBe('{"v": "ours"}');
  });

  test('what its column cannot hold is refused, unquoted, and none of the page is written', async () => {
    await createOddTable(db, 2);
    const page = [change(1, '{"v": 1}', '{"fine": 1}'), change(2, '{"v": 2}', 'SECRET, no JSON')];
    const refused = await updateRows(db, ODD_COLUMN, page).catch((fault: unknown) => fault);
    expect(refused).toMatchObject({ sqlstate: '22P02', statement: 'rotation-update-rows' });
    expect(inspect(refused)).not.toContain('SECRET');
    expect((await readOddRow(db, 1))['text']).toBe('{"v": 1}');
  });
});
