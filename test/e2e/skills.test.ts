import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/db/database.ts';
import { startFakeUpstream, type FakeUpstream } from '../support/fake-upstream.ts';
import { createLitellmDatabase, openTestDatabase } from '../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { archiveOf } from '../support/skill-database.ts';
import { skillMd } from '../support/zip.ts';
import { openaiAt, serve, type Served } from './served.ts';

// The life of a skill: uploaded at one gateway, used at two, in both dialects, while the table is
// gone, and deleted.

let server: TestPostgres;
let database: Database;
let upstream: FakeUpstream;
let gateway: Served;
let twin: Served;

beforeAll(async () => {
  server = await startPostgres();
  const url = await createLitellmDatabase(server);
  database = openTestDatabase(url);
  upstream = await startFakeUpstream({});
  upstream.setRoute('/native/v1/messages', (call) => call.send(200, '{"type":"message"}'));
  const start = async (skills: object) =>
    serve(
      {
        model_list: [
          { model_name: 'gpt', litellm_params: openaiAt(upstream.origin, 'fake-model') },
        ],
        general_settings: {
          pass_through_endpoints: [
            {
              path: '/anthropic',
              target: `${upstream.origin}/native`,
              include_subpath: true,
              auth: true,
            },
          ],
        },
        llmgw_settings: { skills },
      },
      { env: { DATABASE_URL: url }, files: { 'skills/csv/SKILL.md': skillMd('csv') } },
    );
  gateway = await start({ folders: ['skills'], cache_ttl: '100ms' });
  twin = await start({ cache_ttl: '1h' });
}, 60_000);

afterAll(async () => {
  await Promise.all([gateway.stop(), twin.stop()]);
  await upstream.close();
  await database.close();
  await server.stop();
});

async function upload(): Promise<string> {
  const form = new FormData();
  form.set('display_title', 'PDF tools');
  form.append('files[]', new File([new Uint8Array(archiveOf('pdf'))], 'pdf.zip'));
  const answer = await gateway.get('/v1/skills?beta=true', { method: 'POST', body: form });
  const { id } = Object(await answer.json());
  expect(answer.status).toBe(200);
  return String(id);
}

const naming = (...ids: readonly string[]) => ({
  container: { skills: ids.map((id) => ({ type: 'custom', skill_id: id })) },
});

async function chat(at: Served, ...ids: readonly string[]) {
  const messages = [{ role: 'user', content: 'hi' }];
  const answer = await at.post('/v1/chat/completions', {
    model: 'gpt',
    messages,
    ...naming(...ids),
  });
  const text = await answer.text();
  return { status: answer.status, header: answer.headers.get('x-llmgw-skills'), text };
}

describe('a skill', () => {
  test('goes into the messages of a chat, stored ones and those of folders', async () => {
    const id = await upload();
    expect(await chat(gateway, id, 'csv')).toMatchObject({
      ...{ status: 200, header: 'csv(source=fresh), pdf(source=fresh)' },
    });
    const json = upstream.log.at(-1)?.json ?? {};
    expect(json).not.toHaveProperty('container');
    expect(json['messages']).toEqual([
      { role: 'system', content: expect.stringContaining('## Skill: PDF tools') },
      { role: 'user', content: 'hi' },
    ]);
  });

  test('goes into `system` of a call that is passed through, beside those of the upstream', async () => {
    const id = await upload();
    const native = { type: 'anthropic', skill_id: 'pptx', version: 'latest' };
    const { skills } = naming(id).container;
    const system = [{ type: 'text', text: 'Be kind.', cache_control: { type: 'ephemeral' } }];
    const body = { system, messages: [], container: { skills: [...skills, native] } };
    const answer = await gateway.post('/anthropic/v1/messages', body);
    expect(answer.headers.get('x-llmgw-skills')).toBe('pdf(source=fresh)');
    const [request] = upstream.log.filter(({ path }) => path.startsWith('/native')).slice(-1);
    expect(request?.json).toEqual({
      system: [...system, { type: 'text', text: expect.stringContaining('# Available Skills') }],
      ...{ messages: [], container: { skills: [native] } },
    });
    const missing = await gateway.post('/anthropic/v1/messages', naming('litellm_none'));
    expect(missing.status).toBe(404);
  });

  test('is served while its table is gone, and read anew when that is back', async () => {
    const id = await upload();
    await chat(gateway, id);
    await run('ALTER TABLE "LiteLLM_SkillsTable" RENAME TO gone');
    for (;;) {
      const { status, header } = await chat(gateway, id);
      expect(status).toBe(200);
      if (header === 'pdf(source=stale)') break;
    }
    expect(await chat(gateway, 'litellm_skill_other')).toMatchObject({ status: 503 });
    await run('ALTER TABLE gone RENAME TO "LiteLLM_SkillsTable"');
    while ((await chat(gateway, id)).header !== 'pdf(source=fresh)');
  });

  test('deleted at one gateway is gone at the other, however long that believes it', async () => {
    const id = await upload();
    expect(await chat(twin, id)).toMatchObject({ status: 200 });
    const answer = await gateway.get(`/v1/skills/${id}`, { method: 'DELETE' });
    expect(await answer.json()).toEqual({ id, type: 'skill_deleted' });
    expect(await chat(gateway, id)).toMatchObject({ status: 404 });
    while ((await chat(twin, id)).status !== 404);
  });
});

async function run(text: string): Promise<void> {
  await database.query({ name: 'test', text });
}
