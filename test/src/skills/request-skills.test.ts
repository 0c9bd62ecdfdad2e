import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { scanTopLevel } from '../../../src/core/json-scan.ts';
import { RequestSkills } from '../../../src/skills/request-skills.ts';
import { llmRequest } from '../../support/gateway.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';
import { openSkillDatabase, type SkillDatabase } from '../../support/skill-database.ts';
import { makeLibrary } from '../../support/skills.ts';
import { skillMd } from '../../support/zip.ts';

const STORED = 'litellm_skill_1';
const NATIVE = { type: 'anthropic', skill_id: 'pptx', version: 'latest' };

let server: TestPostgres;
let skills: SkillDatabase;
let dir: string;
beforeAll(async () => {
  server = await startPostgres();
  skills = await openSkillDatabase(server);
  await skills.put(STORED, { display_title: 'PDF tools' });
  await skills.put('litellm_skill_bad', { file_content: Buffer.from('none') });
  dir = makeTempDir('llmgw-skills-');
  mkdirSync(join(dir, 'csv'));
  writeFileSync(join(dir, 'csv', 'SKILL.md'), skillMd('csv'));
});
afterAll(async () => {
  removeTempDir(dir);
  await skills.database.close();
  await server.stop();
});

function rig(settings: Parameters<typeof makeLibrary>[1] = {}) {
  const test = makeLibrary(skills.store, { folders: [dir], ...settings });
  return { ...test, skills: new RequestSkills(test.library) };
}

const naming = (...entries: readonly (string | object)[]) => ({
  skills: entries.map((one) => (typeof one === 'string' ? { type: 'custom', skill_id: one } : one)),
});

describe('a checked request', () => {
  test('gets its skills, in bytes, values and places alike', async () => {
    const request = llmRequest({ temperature: 0.1, container: naming(STORED, 'csv') });
    const done = await rig().skills.prepare(request);
    if ('status' in done) throw new Error(done.message);
    expect(done.header).toBe('csv(source=fresh), pdf(source=fresh)');
    expect(JSON.parse(done.request.body.toString())).toEqual(done.request.json);
    expect(done.request.spans).toEqual(scanTopLevel(done.request.body).spans);
    expect(done.request.json).toEqual({
      model: 'group',
      temperature: 0.1,
      messages: [
        { role: 'system', content: expect.stringMatching(/## Skill: csv[^]*## Skill: PDF tools/) },
        { role: 'user', content: 'hello' },
      ],
    });
    expect(request.json['container']).toBeDefined();
  });

  test('without one of ours stays the object it is', async () => {
    for (const container of [naming(NATIVE, 'unknown-name'), { id: 'c' }, 'c', naming({ a: 1 })]) {
      const request = llmRequest({ container });
      expect(await rig().skills.prepare(request)).toEqual({ request, header: null });
    }
    const completion = llmRequest({ container: naming(STORED) }, 'completion');
    expect(await rig().skills.prepare(completion)).toEqual({ request: completion, header: null });
  });

  test('a skill of Anthropic is left to Anthropic, whatever folders there are', async () => {
    const request = llmRequest({ container: naming({ type: 'anthropic', skill_id: 'csv' }) });
    expect(await rig().skills.prepare(request)).toMatchObject({ header: null });
  });

  test.each([
    ['is not there', 'litellm_skill_none', 404, 'skill_not_found'],
    ['has an endless id', `litellm_${'x'.repeat(300)}`, 404, 'skill_not_found'],
    ['cannot be read', 'litellm_skill_bad', 500, 'skill_unreadable'],
  ])('one that %s is an error, unless it may be missing', async (_, id, status, code) => {
    const request = llmRequest({ container: naming(id, STORED) });
    expect(await rig().skills.prepare(request)).toMatchObject({ status, code, param: 'container' });
    const lenient = rig({ onMissing: 'ignore' });
    const done = await lenient.skills.prepare(request);
    expect(done).toMatchObject({ header: `${id.slice(0, 100)}(source=none), pdf(source=fresh)` });
  });

  test('a store that is away is 503, and not even that with a copy at hand', async () => {
    const { skills: injector, state, clock } = rig();
    const request = llmRequest({ container: naming(STORED) });
    await injector.prepare(request);
    state.store = 'away';
    clock.advance(3_600_000);
    expect(await injector.prepare(request)).toMatchObject({ header: 'pdf(source=stale)' });
    injector.forget(STORED);
    expect(await injector.prepare(request)).toMatchObject({
      ...{ status: 503, code: 'skill_store_unavailable' },
    });
    injector.expire();
    injector.forgetAll();
    state.store = null;
    expect(await injector.prepare(request)).toMatchObject({ status: 404 });
  });

  test('at most eight', async () => {
    const nine = Array.from({ length: 9 }, (_, index) => `litellm_skill_${index}`);
    const request = llmRequest({ container: naming(...nine) });
    expect(await rig().skills.prepare(request)).toMatchObject({ code: 'too_many_skills' });
  });
});

describe('bytes of the Messages API', () => {
  test('get them into system; what is native stays', async () => {
    const body = Buffer.from(
      JSON.stringify({ max_tokens: 1, container: naming(STORED, NATIVE), messages: [] }),
    );
    const done = await rig().skills.prepareMessages(body);
    if ('status' in done) throw new Error(done.message);
    expect(JSON.parse(done.body.toString())).toEqual({
      ...{ max_tokens: 1, container: { skills: [NATIVE] }, messages: [] },
      system: expect.stringContaining('# Available Skills'),
    });
    expect(done.header).toBe('pdf(source=fresh)');
  });

  test.each([
    'no JSON "container"',
    '["container"]',
    '{"messages":[{"content":"\\"container\\""}]}',
    JSON.stringify({ container: naming(NATIVE) }),
    `{"container":{},"container":${JSON.stringify(naming(STORED))}}`,
  ])('stay the bytes they are: %#', async (text) => {
    const body = Buffer.from(text);
    const done = await rig().skills.prepareMessages(body);
    expect(done).toEqual({ body, header: null });
    expect('body' in done && done.body).toBe(body);
  });

  test('a missing one is an error', async () => {
    const body = Buffer.from(JSON.stringify({ container: naming('litellm_x') }));
    expect(await rig().skills.prepareMessages(body)).toMatchObject({ status: 404 });
  });
});
