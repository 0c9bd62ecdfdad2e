import { expect, test } from '@jest/globals';
import { truncateTables } from '../../../../src/db/queries/wipe-empty-tables.ts';
import {
  readFilenodes,
  readOwnCatalogWrites,
  readOwnRowWrites,
} from '../../../../src/db/queries/wipe-prove-untouched.ts';
import { runSql } from '../../../support/wipe-database.ts';
import { inTransaction, useWipeRig } from '../../../support/wipe-rig.ts';

const rig = useWipeRig();

test('tells what else a transaction has done', async () => {
  const { url, database } = await rig.newDatabase();
  await runSql(url, 'CREATE TABLE app (id serial PRIMARY KEY); INSERT INTO app DEFAULT VALUES');
  const [found] = await runSql(
    url,
    `SELECT 'app'::regclass::oid::int AS app, '"LiteLLM_ModelTable"'::regclass::oid::int AS target`,
  );
  const { app, target } = { app: Number(found?.['app']), target: Number(found?.['target']) };
  await inTransaction(database, async (tx) => {
    const before = await readFilenodes(tx, [target]);
    expect(before.has(target)).toBe(false);
    expect([...before.values()].map(({ name }) => name)).toEqual(
      expect.arrayContaining(['public.app', 'public.app_pkey', 'public.app_id_seq']),
    );
    // The target's own index and counter may change.
    expect([...before.values()].some(({ name }) => name.includes('ModelTable_id_seq'))).toBe(false);
    await truncateTables(tx, 'public', [
      'LiteLLM_TeamTable',
      'LiteLLM_ModelTable',
      'LiteLLM_ProjectTable',
      'LiteLLM_VerificationToken',
      'LiteLLM_JWTKeyMapping',
    ]);
    expect(await readOwnRowWrites(tx, [target])).toEqual(new Map());
    await tx.query({ name: 'x', text: 'INSERT INTO app DEFAULT VALUES' });
    expect(await readOwnRowWrites(tx, [target])).toEqual(new Map([['public.app', 1]]));
    await truncateTables(tx, 'public', ['app']);
    const after = await readFilenodes(tx, [target]);
    expect(after.get(app)?.filenode).not.toBe(before.get(app)?.filenode);
    expect((await readOwnCatalogWrites(tx)).has(app)).toBe(true);
  });
});
