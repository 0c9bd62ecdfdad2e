import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import { updateRows } from '../../../../src/db/queries/rotation-update-rows.ts';
import { openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { createOddTable, GROUP, ODD_COLUMN, readOddRow } from '../../../support/rotation-column.ts';

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
});
