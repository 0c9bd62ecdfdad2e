import { expect, test } from '@jest/globals';
import {
  closeRows,
  exportSnapshot,
  fetchLines,
  insertLines,
  makeTextExact,
  openRows,
  readCopiedColumns,
  readSequences,
  setSequence,
} from '../../../../src/db/queries/wipe-copy-rows.ts';
import { runSql } from '../../../support/wipe-database.ts';
import { inTransaction, useWipeRig } from '../../../support/wipe-rig.ts';

const rig = useWipeRig();

const TYPES = `CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE TABLE odd (
  id serial, bytes bytea, doc jsonb, plain json, list text[], nested int[][], f float8, n numeric, at timestamptz, span interval,
  feeling mood, fixed char(5), empty text, gone text, "we""ird" text, twice int GENERATED ALWAYS AS (2) STORED)`;
const ROWS = `INSERT INTO odd (bytes, doc, plain, list, nested, f, n, at, span, feeling, fixed, empty, gone, "we""ird") VALUES
  ('\\x00ff0a', '{"n": 12345678901234567890.1200, "u": "\\u2028"}', '{"b":1,  "a":1, "a":2}', ARRAY['a,b', '"', NULL, '', E'\\n\\\\'],
   '{{1,2},{3,NULL}}', 0.1::float8 + 0.2, 'NaN', '2026-03-29 01:30:00+02', '1 mon -3 days', 'bad', 'ab', '', NULL, E'\\u2028\\r\\n'),
  (NULL, 'null', NULL, '{}', NULL, '-Infinity', 1e-20, 'infinity', NULL, NULL, NULL, NULL, '', 'x')`;

test('rows come back bit by bit, whatever is in them', async () => {
  const { url, database } = await rig.newDatabase();
  await runSql(url, TYPES);
  await runSql(
    url,
    `${ROWS}; CREATE TABLE copy (LIKE odd INCLUDING ALL); SET TimeZone = 'Asia/Tokyo'`,
  );
  await database.session(async (tx) => {
    await tx.begin();
    await makeTextExact(tx);
    const columns = await readCopiedColumns(tx, 'public', 'odd');
    expect(columns.map(({ name }) => name)).not.toContain('twice');
    await openRows(tx, 'public', 'odd', columns);
    const [first = '', ...rest] = await fetchLines(tx, 10);
    await closeRows(tx);
    expect(first).not.toMatch(/[\r\n]/);
    expect(
      await insertLines(tx, { schema: 'public', table: 'copy', columns }, [first, ...rest]),
    ).toBe(2);
    await tx.commit();
  });
  const both = await runSql(
    url,
    `SELECT o::text = c::text AS same, o.bytes = c.bytes OR o.bytes IS NULL AS bytes FROM odd o JOIN copy c USING (id)`,
  );
  expect(both).toEqual([
    { same: true, bytes: true },
    { same: true, bytes: true },
  ]);
});

test('counters stand where they stood', async () => {
  const { url, database } = await rig.newDatabase();
  await runSql(
    url,
    `CREATE TABLE counted (id serial, other int GENERATED ALWAYS AS IDENTITY); INSERT INTO counted DEFAULT VALUES`,
  );
  const [{ oid } = { oid: 0 }] = await runSql(url, `SELECT 'counted'::regclass::oid::int AS oid`);
  await inTransaction(database, async (tx) => {
    const before = await readSequences(tx, [Number(oid)]);
    expect(before.map(({ name, lastValue, isCalled }) => [name, lastValue, isCalled])).toEqual([
      ['counted_id_seq', '1', true],
      ['counted_other_seq', '1', true],
    ]);
    for (const sequence of before) await setSequence(tx, { ...sequence, lastValue: '41' });
    expect((await readSequences(tx, [Number(oid)])).map(({ lastValue }) => lastValue)).toEqual([
      '41',
      '41',
    ]);
  });
});

test('a snapshot has a name that others can use', async () => {
  const { database } = await rig.newDatabase();
  await database.session(async (tx) => {
    await tx.begin({ isolation: 'repeatable read', readOnly: true });
    expect(await exportSnapshot(tx)).toMatch(/^[\dA-F-]+$/);
  });
});
