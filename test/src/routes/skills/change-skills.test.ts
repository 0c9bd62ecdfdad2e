import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSkill, removeSkill } from '../../../../src/routes/skills/change-skills.ts';
import type { SkillWork } from '../../../../src/routes/skills/skill-work.ts';
import { readCatalog } from '../../../../src/db/catalog.ts';
import { RequestSkills } from '../../../../src/skills/request-skills.ts';
import { CapturedExchange } from '../../../support/captured-exchange.ts';
import { FaultyDatabase } from '../../../support/faulty-database.ts';
import { managedGateway } from '../../../support/management.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { openSkillDatabase, type SkillDatabase } from '../../../support/skill-database.ts';
import { makeLibrary } from '../../../support/skills.ts';

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

function workOf(id: string, store: SkillWork['store']): SkillWork {
  const { gateway } = managedGateway();
  const management = {
    gateway,
    store: () => store,
    modelsChanged: () => Promise.resolve(),
    checkModel: () => null,
  };
  return {
    parts: { management, library: makeLibrary().library },
    exchange: new CapturedExchange({}),
    caller: { standing: 'admin', keyHash: '', isMaster: true },
    query: new URLSearchParams(),
    ...{ id, store },
  };
}

test('a deletion whose end nobody knows forgets the skill all the same', async () => {
  await skills.put('litellm_skill_1');
  const faulty = new FaultyDatabase(skills.database, [{ kind: 'lost-commit' }]);
  const { catalog } = skills.store;
  const work = workOf('litellm_skill_1', { database: faulty, catalog, secrets: null });
  const { library } = makeLibrary(skills.store);
  work.parts.management.gateway.skills = new RequestSkills(library);
  await library.get('litellm_skill_1');
  await expect(removeSkill(work)).rejects.toThrow('no answer');
  expect(await library.get('litellm_skill_1')).toBeNull();
});

test('an older LiteLLM has no place for skills', async () => {
  const older = await openSkillDatabase(server);
  await older.sql('DROP TABLE "LiteLLM_SkillsTable"');
  const store = {
    database: older.database,
    catalog: await readCatalog(older.database),
    secrets: null,
  };
  await expect(createSkill(workOf('', store))).rejects.toMatchObject({ error: { status: 501 } });
  await expect(removeSkill(workOf('litellm_x', store))).rejects.toMatchObject({
    error: { status: 501 },
  });
  await older.database.close();
});
