import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CatalogueEntry } from '../../../src/rotation/types.ts';
import { sealIndependently as seal } from '../../support/independent-cipher.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { expectRotated, expectUntouched } from '../../support/rotation-invariants.ts';
import { OLD, RotationWorld } from '../../support/rotation-world.ts';

let server: TestPostgres;
let world: RotationWorld;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

beforeEach(async () => {
  world = await RotationWorld.create(server);
});

afterEach(async () => world.close());
afterAll(async () => server.stop());

describe('a column that the catalogue does not name', () => {
  beforeEach(async () => {
    await world.addModel('m-1');
    await world.sql('CREATE TABLE vault (a int, b uuid, doc json, note text, PRIMARY KEY (b, a))');
    const doc = `{"n": 1.10,  "key": "${seal('vault', OLD)}"}`;
    await world.sql('INSERT INTO vault VALUES (7, gen_random_uuid(), $1, $2)', [doc, 'a note']);
  });

  const ENTRY: CatalogueEntry = {
    ...{ table: 'vault', primaryKey: ['b', 'a'], column: 'doc' },
    ...{ kind: 'json', leaves: 'nested', history: false },
  };

  test('stops the run when an old key opens something in it, with the line to add', async () => {
    const before = await world.state();
    const report = await world.run();
    const { history: _history, ...line } = ENTRY;
    expect(report).toMatchObject({ outcome: 'uncatalogued', changed: false });
    expect(report.message).toContain('vault.doc');
    expect(report.next).toEqual([expect.stringContaining(JSON.stringify(line))]);
    expect(report.plan?.scan).toContainEqual(
      expect.objectContaining({ table: 'vault', column: 'doc', hits: 1, sampled: 1 }),
    );
    expectUntouched(before, await world.state());
  });

  test('is rotated once it is named: any key, any type, every other byte kept', async () => {
    const before = await world.state();
    const report = await world.run({ options: { catalogueExtra: [ENTRY] } });
    expect(report).toMatchObject({ outcome: 'done' });
    expectRotated(before, await world.state());
    const [row] = await world.sql<{ doc: string }>('SELECT doc::text AS doc FROM vault');
    expect(row?.doc).toMatch(/^\{"n": 1\.10, {2}"key": "/);
  });

  test('is not looked for when nobody wants that', async () => {
    const report = await world.run({ options: { scan: false } });
    expect(report).toMatchObject({ outcome: 'done', plan: { scan: [] } });
  });
});

test('a column that is no JSON, though somebody said so, is refused by its row', async () => {
  await world.addModel('m-1');
  await world.sql('CREATE TABLE vault (id int PRIMARY KEY, note text)');
  await world.sql('INSERT INTO vault VALUES (7, $1)', [seal('x', OLD)]);
  const entry: CatalogueEntry = {
    ...{ table: 'vault', primaryKey: ['id'], column: 'note' },
    ...{ kind: 'json', leaves: 'every', history: false },
  };
  const report = await world.run({ options: { catalogueExtra: [entry] } });
  expect(report).toMatchObject({ outcome: 'refused', changed: false });
  expect(report.message).toContain('vault.note holds no JSON in row 7');
});

describe('a search', () => {
  test('finds ciphertext in columns of any type, and tells it from digests', async () => {
    await world.addModel('m-1');
    const sealed = seal('x', OLD, { format: 'v2' });
    await world.sql('CREATE TABLE odd (list text[], bytes bytea, words varchar, digest text)');
    await world.sql('INSERT INTO odd VALUES ($1, $2, $3, $4)', [
      ...[[sealed], Buffer.from(`\0${sealed}\xff`), `the key is ${sealed}.`, 'a1'.repeat(32)],
    ]);
    const { plan, outcome } = await world.run();
    const hits = plan?.scan.filter(({ table }) => table === 'odd');
    expect(outcome).toBe('uncatalogued');
    expect(hits?.map(({ column, hits: count, rows }) => [column, count, rows])).toEqual([
      ...[
        ['list', 1, 1],
        ['bytes', 1, 1],
        ['words', 1, 1],
        ['digest', 0, 1],
      ],
    ]);
    const hints = plan?.notes.map(({ column, hint }) => [column, hint?.slice(0, 17)]);
    expect(hints).toEqual([
      ['list', 'a column of text['],
      ['bytes', 'a column of bytea'],
      ['words', '--catalogue-extra'],
    ]);
  });

  test('finds in metadata what has no marker, and leaves what has one to the catalogue', async () => {
    await world.addModel('m-1');
    const metadata = (secret: string): string => `{"a": "litellm_enc::${secret}"}`;
    await world.insert('LiteLLM_TeamTable', { team_id: 't', metadata: metadata(seal('x', OLD)) });
    expect(await world.run()).toMatchObject({ outcome: 'done' });
    const unmarked = metadata(seal('x', OLD)).replace('litellm_enc::', '');
    await world.insert('LiteLLM_TeamTable', { team_id: 'u', metadata: unmarked });
    const { outcome, next } = await world.run();
    expect([outcome, next]).toEqual([
      'uncatalogued',
      [expect.stringContaining('"column":"metadata","kind":"json","leaves":"nested"')],
    ]);
  });

  test.each([
    ['a model', 'LiteLLM_ProxyModelTable', 'litellm_params', '{"note": "it is SEALED."}', 'm-2'],
    [
      'metadata',
      'LiteLLM_TeamTable',
      'metadata',
      '{"a": "{\\"b\\": \\"litellm_enc::SEALED\\"}"}',
      't',
    ],
  ])('finds what stands within a longer text: in %s', async (_, table, column, text, id) => {
    await world.addModel('m-1');
    const key = table === 'LiteLLM_TeamTable' ? 'team_id' : 'model_id';
    await world.insert(table, { [key]: id, [column]: text.replace('SEALED', seal('x', OLD)) });
    const before = await world.state();
    const { outcome, next } = await world.run();
    expect([outcome, next]).toEqual([
      'uncatalogued',
      [`${table}.${column}: it stands within a longer text: store it on its own`],
    ]);
    expectUntouched(before, await world.state());
    expect(await world.run({ options: { scan: false } })).toMatchObject({ outcome: 'done' });
  });

  test('notes what only looks like ciphertext, three times a column, and goes on', async () => {
    await world.addModel('m-1');
    for (let n = 0; n < 5; n++) {
      const note = seal('x', 'sk-somebody-else');
      await world.insert('LiteLLM_TeamTable', { team_id: `t-${n}`, team_alias: note });
    }
    const { plan, outcome } = await world.run();
    expect(outcome).toBe('done');
    expect(plan?.notes.map(({ column, class: kind }) => [column, kind])).toEqual(
      Array.from({ length: 3 }, () => ['team_alias', 'foreign']),
    );
  });

  test('looks at a part of a large table only, and says at how much', async () => {
    await world.addModel('m-1');
    await world.sql(`CREATE TABLE large AS
      SELECT n, 'words' AS note FROM generate_series(1, 250000) AS n`);
    await world.sql('ANALYZE large');
    const { plan } = await world.run();
    const found = plan?.scan.find(({ table }) => table === 'large');
    expect(found).toMatchObject({ rows: 250_000, hits: 0 });
    expect(found?.sampled).toBeCloseTo(0.2);
  });
});
