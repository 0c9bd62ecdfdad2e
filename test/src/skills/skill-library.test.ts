import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Queryable, Result, Statement } from '../../../src/db/database.ts';
import type { SkillStore } from '../../../src/skills/stored-skills.ts';
import { turns } from '../../support/http-server.ts';
import { FaultyDatabase } from '../../support/faulty-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';
import { archiveOf, openSkillDatabase, type SkillDatabase } from '../../support/skill-database.ts';
import { makeLibrary } from '../../support/skills.ts';
import { skillMd } from '../../support/zip.ts';

let server: TestPostgres;
let skills: SkillDatabase;
beforeAll(async () => {
  server = await startPostgres();
  skills = await openSkillDatabase(server);
});
afterAll(async () => {
  await skills.database.close();
  await server.stop();
});

/** The store, and how many statements it was sent. */
function counted({ database, catalog }: SkillStore) {
  const sent: string[] = [];
  const counting: Queryable = {
    async query<Row extends object>(statement: Statement): Promise<Result<Row>> {
      sent.push(statement.name);
      return database.query<Row>(statement);
    },
  };
  return { store: { database: counting, catalog }, sent };
}

describe('on a real PostgreSQL', () => {
  test('10,000 who ask at a time are one query', async () => {
    await skills.put('litellm_skill_many');
    const { store, sent } = counted(skills.store);
    const { library } = makeLibrary(store);
    const ask = (): unknown => library.get('litellm_skill_many');
    const all = await Promise.all(Array.from({ length: 10_000 }, ask));
    expect(new Set(all).size).toBe(1);
    expect(sent).toEqual(['find-skill']);
    expect(library.counters).toMatchObject({ entries: 1, loads: 1, coalesced: 9_999 });
  });

  test('a database that goes away is not noticed, and its return is', async () => {
    await skills.put('litellm_skill_away');
    const faulty = new FaultyDatabase(skills.database);
    const { library, clock, faults } = makeLibrary({ ...skills.store, database: faulty });
    await library.get('litellm_skill_away');
    faulty.isAway = true;
    clock.advance(3_600_000);
    expect(await library.get('litellm_skill_away')).toMatchObject({ source: 'stale' });
    await expect(library.get('litellm_skill_other')).rejects.toThrow('no answer');
    expect(faults).toEqual(['litellm_skill_away', 'litellm_skill_other']);
    await skills.sql(`UPDATE "LiteLLM_SkillsTable" SET file_content = $1 WHERE skill_id = $2`, [
      ...[archiveOf('pdf', 'Do it better.'), 'litellm_skill_away'],
    ]);
    faulty.isAway = false;
    clock.advance(2_000);
    expect(library.get('litellm_skill_away')).toMatchObject({ source: 'stale' });
    await expect(until(() => library.get('litellm_skill_away'))).resolves.toContain('better');
    expect(await library.get('litellm_skill_other')).toBeNull();
  });

  test('a deleted skill is gone when it is forgotten', async () => {
    await skills.put('litellm_skill_gone');
    const { library } = makeLibrary(skills.store);
    await library.get('litellm_skill_gone');
    await skills.sql(`DELETE FROM "LiteLLM_SkillsTable" WHERE skill_id = 'litellm_skill_gone'`);
    expect(library.get('litellm_skill_gone')).toMatchObject({ source: 'fresh' });
    library.forget('litellm_skill_gone');
    expect(await library.get('litellm_skill_gone')).toBeNull();
    library.forgetAll();
    expect(library.counters).toMatchObject({ entries: 0, bytes: 0 });
  });

  test('one that cannot be read is looked at again after ten seconds', async () => {
    await skills.put('litellm_skill_bad', { file_content: Buffer.from('none') });
    const { store, sent } = counted(skills.store);
    const { library, clock } = makeLibrary(store);
    await expect(library.get('litellm_skill_bad')).rejects.toThrow('not a ZIP');
    clock.advance(9_999);
    await expect(library.get('litellm_skill_bad')).rejects.toThrow('not a ZIP');
    expect(sent).toHaveLength(1);
  });
});

/** The text of the next fresh answer. */
async function until(ask: () => ReturnType<ReturnType<typeof makeLibrary>['library']['get']>) {
  for (;;) {
    const found = await ask();
    if (found?.source === 'fresh') return found.value.text;
    await turns(5);
  }
}

test('without a database there are no stored skills; one that is away cannot be asked', async () => {
  expect(await makeLibrary(null).library.get('litellm_skill_1')).toBeNull();
  await expect(makeLibrary('away').library.get('litellm_skill_1')).rejects.toThrow('away');
});

test('skills of folders come through the same cache', async () => {
  const dir = makeTempDir('llmgw-skills-');
  const put = (text: string): void => writeFileSync(join(dir, 'pdf', 'SKILL.md'), text);
  mkdirSync(join(dir, 'pdf'));
  put(skillMd('pdf', 'one'));
  const { library, clock } = makeLibrary(null, { folders: [dir] });
  expect(await library.get('pdf')).toMatchObject({ source: 'fresh', value: { name: 'pdf' } });
  // An operator who is just editing it breaks nothing.
  put('half a fi');
  clock.advance(3_600_000);
  expect(await library.get('pdf')).toMatchObject({ source: 'stale', value: { name: 'pdf' } });
  expect((await library.listFolders()).faults).toHaveLength(1);
  expect(await library.get('csv')).toBeNull();
  library.expire();
  put(skillMd('pdf', 'two'));
  expect(await library.get('pdf')).toMatchObject({
    ...{ source: 'fresh', value: { text: expect.stringContaining('two') } },
  });
  removeTempDir(dir);
});
