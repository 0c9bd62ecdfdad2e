import { expect, test } from '@jest/globals';
import {
  readLinks,
  readRelations,
  readSizes,
  readTriggers,
} from '../../../../src/db/queries/wipe-read-relations.ts';
import { runSql } from '../../../support/wipe-database.ts';
import { useWipeRig } from '../../../support/wipe-rig.ts';

const rig = useWipeRig();

test('sees tables, partitions, foreign keys, heirs, views and triggers of users', async () => {
  const { url, database } = await rig.newDatabase();
  await runSql(
    url,
    `CREATE SCHEMA app; CREATE TABLE app.users (token text REFERENCES public."LiteLLM_VerificationToken");
     CREATE TABLE heir () INHERITS ("LiteLLM_Config");
     CREATE VIEW report AS SELECT count(*) FROM "LiteLLM_Config";
     CREATE TABLE parted (id int) PARTITION BY RANGE (id);
     CREATE TABLE part_1 PARTITION OF parted FOR VALUES FROM (0) TO (9);
     CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
     CREATE TRIGGER watch AFTER DELETE ON "LiteLLM_Config" EXECUTE FUNCTION nothing();
     INSERT INTO "LiteLLM_Config" VALUES ('a', '{}')`,
  );
  const relations = await readRelations(database);
  const oidOf = (name: string): number => relations.find((one) => one.name === name)?.oid ?? 0;
  expect(relations.find(({ name }) => name === 'part_1')).toMatchObject({
    kind: 'r',
    rootOid: oidOf('parted'),
  });
  expect(relations.find(({ name }) => name === 'users')).toMatchObject({
    schema: 'app',
    rootOid: null,
  });
  expect(relations.some(({ schema }) => schema.startsWith('pg_'))).toBe(false);
  expect(await readLinks(database)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        kind: 'foreign-key',
        by: oidOf('users'),
        on: oidOf('LiteLLM_VerificationToken'),
      }),
      expect.objectContaining({ kind: 'inherits', by: oidOf('heir'), on: oidOf('LiteLLM_Config') }),
      expect.objectContaining({
        kind: 'view',
        by: oidOf('report'),
        on: oidOf('LiteLLM_Config'),
        name: 'report',
      }),
    ]),
  );
  const oids = [oidOf('LiteLLM_Config'), oidOf('parted')];
  const sizes = await readSizes(database, oids);
  expect(new Set(sizes.keys())).toEqual(new Set(oids));
  expect(sizes.get(oidOf('LiteLLM_Config'))).toBeGreaterThan(0);
  expect(await readTriggers(database, oids)).toEqual(['LiteLLM_Config.watch']);
});
