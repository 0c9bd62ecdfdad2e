import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { listAllSkills, showSkill } from '../../../../src/routes/skills/show-skills.ts';
import type { SkillWork } from '../../../../src/routes/skills/skill-work.ts';
import { CapturedExchange } from '../../../support/captured-exchange.ts';
import { managedGateway } from '../../../support/management.ts';
import { makeTempDir, removeTempDir } from '../../../support/server-process.ts';
import { makeLibrary } from '../../../support/skills.ts';
import { skillMd } from '../../../support/zip.ts';

let dir: string;
beforeEach(() => {
  dir = makeTempDir('llmgw-skills-');
  for (const name of ['a', 'b', 'c']) {
    mkdirSync(join(dir, name));
    writeFileSync(join(dir, name, 'SKILL.md'), skillMd(name));
  }
});
afterEach(() => removeTempDir(dir));

function workOf(query: Record<string, string>, id = ''): SkillWork {
  const { gateway } = managedGateway();
  const management = {
    gateway,
    store: () => null,
    modelsChanged: () => Promise.resolve(),
    checkModel: () => null,
  };
  return {
    parts: { management, library: makeLibrary(null, { folders: [dir] }).library },
    exchange: new CapturedExchange({}),
    caller: { standing: 'owner', keyHash: '', isMaster: false },
    query: new URLSearchParams(query),
    ...{ id, store: null },
  };
}

test('the last page is full and says that it is the last', async () => {
  const first = await listAllSkills(workOf({ limit: '2' }));
  expect(first).toMatchObject({ data: [{ id: 'a' }, { id: 'b' }], has_more: true });
  const page = String(Object(first).next_page);
  expect(await listAllSkills(workOf({ limit: '1', page }))).toMatchObject({
    ...{ data: [{ id: 'c' }], has_more: false, next_page: null },
  });
});

test('one skill by its name', async () => {
  expect(await showSkill(workOf({}, 'b'))).toMatchObject({ id: 'b', source: 'custom' });
  await expect(showSkill(workOf({}, '../a'))).rejects.toMatchObject({ error: { status: 404 } });
});
