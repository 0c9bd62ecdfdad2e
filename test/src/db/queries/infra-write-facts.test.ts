import { expect, test } from '@jest/globals';
import {
  closeRelations,
  closeVersions,
  insertBlobs,
  openRelations,
  openVersions,
  upsertEntities,
  upsertSamples,
} from '../../../../src/db/queries/infra-write-facts.ts';
import { useInfraDatabase } from '../../../support/infra-database.ts';

const rig = useInfraDatabase();
const HASH = 'ab'.repeat(32);
const at = new Date(Date.UTC(2026, 10, 23));
const later = new Date(at.getTime() + 1_000);
const RUN = '0b7f3a52-98e1-4c9d-b1a4-6f0d2c3e4f5a';

async function rowsOf(text: string): Promise<readonly Record<string, unknown>[]> {
  return (await rig.database.query({ name: 'look', text })).rows;
}

test('from body to entity to version to relation, and back', async () => {
  const { database: db } = rig;
  await insertBlobs(db, [{ hash: HASH, body: { a: [1, 'ä'] } }]);
  await insertBlobs(db, [{ hash: HASH, body: { other: true } }]);
  expect(await rowsOf('SELECT body FROM llmgw.infra_blobs')).toEqual([{ body: { a: [1, 'ä'] } }]);
  const named = { kind: 'k', key: "'; --", name: 'n', collector: 'c' };
  const [made] = await upsertEntities(db, { host: 'h', at }, [named]);
  const [again] = await upsertEntities(db, { host: 'h', at: later }, [{ ...named, name: 'm' }]);
  expect(again).toEqual(made);
  expect(await rowsOf('SELECT name, first_seen FROM llmgw.infra_entities')).toEqual([
    { name: 'm', first_seen: at },
  ]);
  const id = made?.id ?? 0;
  const change = { at, runId: RUN };
  await openVersions(db, change, [{ id, hash: HASH, title: 'title', text: 'vllm.entrypoints' }]);
  await openRelations(db, at, [{ fromId: id, rel: 'is', toId: id, collector: 'c' }]);
  expect(
    await rowsOf(
      `SELECT 1 AS found FROM llmgw.infra_docs WHERE tsv @@ to_tsquery('simple', 'vllm')`,
    ),
  ).toHaveLength(1);
  await upsertSamples(db, at, [
    { id, name: 's', value: 1 },
    { id, name: 's', value: 1 },
  ]);
  await upsertSamples(db, later, [{ id, name: 's', value: 2 }]);
  expect(await rowsOf('SELECT value, observed_at FROM llmgw.infra_samples')).toEqual([
    { value: 2, observed_at: later },
  ]);
  await closeVersions(db, { at: later, runId: RUN }, [id]);
  await closeRelations(db, later, [{ fromId: id, rel: 'is', toId: id, collector: 'c' }]);
  expect(await rowsOf('SELECT valid_to FROM llmgw.infra_entity_versions')).toEqual([
    { valid_to: later },
  ]);
  expect(await rowsOf('SELECT valid_to FROM llmgw.infra_relations')).toEqual([{ valid_to: later }]);
  expect(await rowsOf('SELECT valid_to FROM llmgw.infra_docs')).toEqual([{ valid_to: later }]);
});

test('nothing is nothing', async () => {
  await insertBlobs(rig.database, []);
  expect(await upsertEntities(rig.database, { host: 'h', at }, [])).toEqual([]);
});
