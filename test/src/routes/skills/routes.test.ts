import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { RouteTable } from '../../../../src/routes/route-table.ts';
import type { ManagementStore } from '../../../../src/routes/management/work.ts';
import { skillRoutes } from '../../../../src/routes/skills/routes.ts';
import { RequestSkills } from '../../../../src/skills/request-skills.ts';
import { CapturedExchange } from '../../../support/captured-exchange.ts';
import { MASTER_KEY } from '../../../support/config-literals.ts';
import { FaultyDatabase } from '../../../support/faulty-database.ts';
import { CALLERS, managedGateway } from '../../../support/management.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { makeTempDir, removeTempDir } from '../../../support/server-process.ts';
import {
  archiveOf,
  openSkillDatabase,
  type SkillDatabase,
} from '../../../support/skill-database.ts';
import { makeLibrary } from '../../../support/skills.ts';
import { skillMd } from '../../../support/zip.ts';

let server: TestPostgres;
let skills: SkillDatabase;
let faulty: FaultyDatabase;
let dir: string;
beforeAll(async () => {
  server = await startPostgres();
  skills = await openSkillDatabase(server);
  faulty = new FaultyDatabase(skills.database);
  dir = makeTempDir('llmgw-skills-');
  for (const name of ['csv', 'broken']) {
    mkdirSync(join(dir, name));
    writeFileSync(join(dir, name, 'SKILL.md'), name === 'csv' ? skillMd('csv') : 'no skill');
  }
});
afterAll(async () => {
  removeTempDir(dir);
  await skills.database.close();
  await server.stop();
});
beforeEach(async () => {
  faulty.isAway = false;
  await skills.sql('DELETE FROM "LiteLLM_SkillsTable"');
});

interface Call {
  readonly key?: string | null;
  readonly query?: string;
  readonly form?: FormData;
  readonly body?: string;
  readonly type?: string;
  readonly store?: ManagementStore | 'away' | null;
}

const bench = (() => {
  const { gateway } = managedGateway([], { auditLogs: true });
  const state = { store: null as ManagementStore | 'away' | null };
  const test = makeLibrary();
  gateway.skills = new RequestSkills(test.library);
  const management = {
    gateway,
    store: () => state.store,
    modelsChanged: () => Promise.resolve(),
    checkModel: () => null,
  };
  const routes = new RouteTable(skillRoutes({ management, library: test.library }));
  return { state, routes, library: test.library, libraryState: test.state };
})();

/** Calls `METHOD /path` on the real database, unless the call says otherwise. */
async function call(operation: string, { key = MASTER_KEY, query = '', ...given }: Call = {}) {
  const [method = '', path = ''] = operation.split(' ');
  const store = { database: faulty, catalog: skills.store.catalog, secrets: null };
  bench.state.store = given.store === undefined ? store : given.store;
  bench.libraryState.settings = { ...bench.libraryState.settings, folders: [dir] };
  const { type, body } = await contentOf(given);
  const headers = { 'content-type': type, ...(key === null ? {} : { 'x-api-key': key }) };
  const exchange = new CapturedExchange({ method, path, query, headers, body });
  const match = bench.routes.match(method, path);
  if (!('handle' in match)) throw new Error(match.message);
  await match.handle(exchange, match.params);
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers freely
  return { status: exchange.status, json: exchange.json as any, exchange };
}

async function contentOf({ form, body = '', type = '' }: Call) {
  if (form === undefined) return { type, body };
  const sent = new Response(form);
  const formType = sent.headers.get('content-type') ?? '';
  return { type: formType, body: Buffer.from(await sent.arrayBuffer()) };
}

function form(files: Readonly<Record<string, string | Buffer>>, title?: string): FormData {
  const made = new FormData();
  if (title !== undefined) made.set('display_title', title);
  for (const [name, content] of Object.entries(files)) {
    made.append('files[]', new File([new Uint8Array(Buffer.from(content))], name));
  }
  return made;
}

const ERROR = (type: string, code: string) => ({
  ...{ type: 'error', request_id: 'call-1' },
  error: { type, code, message: expect.any(String) },
});

describe('POST /v1/skills', () => {
  test('stores a ZIP as LiteLLM does', async () => {
    const zip = archiveOf('pdf');
    const { status, json } = await call('POST /v1/skills', {
      form: form({ 'pdf.zip': zip }, 'PDF tools'),
      query: 'beta=true',
    });
    expect(status).toBe(200);
    expect(json).toEqual({
      id: expect.stringMatching(/^litellm_skill_[0-9a-f-]{36}$/),
      type: 'skill',
      display_title: 'PDF tools',
      description: 'What pdf is for.',
      source: 'custom',
      latest_version: expect.stringMatching(/^\d{16}$/),
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
    });
    expect(await skills.sql('SELECT * FROM "LiteLLM_SkillsTable"')).toMatchObject([
      {
        ...{ skill_id: json.id, file_content: zip, file_name: 'pdf.zip', instructions: null },
        ...{ file_type: 'application/zip', created_by: 'default_user_id', metadata: {} },
      },
    ]);
    const log = await skills.sql(
      `SELECT action, table_name FROM "LiteLLM_AuditLog" WHERE object_id = $1`,
      [json.id],
    );
    expect(log).toEqual([{ action: 'created', table_name: 'LiteLLM_SkillsTable' }]);
  });

  test('stores the files of a folder, which then can be used', async () => {
    const files = { 'pdf/SKILL.md': skillMd('pdf'), 'pdf/scripts/run.py': 'print()' };
    const { json } = await call('POST /v1/skills', { form: form(files) });
    expect(json.display_title).toBe('pdf');
    bench.libraryState.store = skills.store;
    expect(await bench.library.get(json.id)).toMatchObject({
      value: { name: 'pdf', title: 'pdf' },
    });
  });

  test.each<[string, FormData, string]>([
    ['nothing', form({}), 'is missing'],
    ['no SKILL.md', form({ 'a/b.md': 'x' }), 'no SKILL.md'],
    ['a wrong one', form({ 'pdf/SKILL.md': 'x' }), 'pdf/SKILL.md:1: must begin'],
    ['another name', form({ 'a/SKILL.md': skillMd('b') }), 'pdf/SKILL.md:2'.replace('pdf', 'a')],
    ['a path', form({ '../SKILL.md': skillMd('b') }), 'leads elsewhere'],
    ['a broken ZIP', form({ 'a.zip': archiveOf('a').subarray(0, 90) }), 'not a ZIP'],
    ['a title', form({ 'SKILL.md': skillMd('b') }, 'x'.repeat(256)), 'at most 255'],
    ['a zero', form({ 'SKILL.md': skillMd('b') }, 'a\0'), 'cannot be stored'],
  ])('refuses %s', async (_, sent, message) => {
    const { status, json } = await call('POST /v1/skills', { form: sent });
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ type: 'invalid_request_error' });
    expect(json.error.message).toContain(message);
    expect(await skills.sql('SELECT 1 FROM "LiteLLM_SkillsTable"')).toEqual([]);
  });

  test('refuses what is no form', async () => {
    for (const given of [
      { body: '{}', type: 'application/json' },
      { body: 'x', type: 'multipart/form-data; boundary=b' },
    ]) {
      const { status, json } = await call('POST /v1/skills', given);
      expect(status).toBe(400);
      expect(json).toEqual(ERROR('invalid_request_error', 'invalid_form'));
    }
  });
});

describe('GET /v1/skills', () => {
  test('page by page: folders by name, then stored ones, the newest first', async () => {
    for (const [index, id] of ['a', 'b', 'c'].entries()) {
      await skills.put(`litellm_skill_${id}`, { created_at: new Date(index * 1_000) });
    }
    const seen: string[] = [];
    let page = '';
    do {
      const { json } = await call('GET /v1/skills', { query: `limit=1&page=${page}` });
      seen.push(...json.data.map(({ id }: { id: string }) => id));
      expect(json.has_more).toBe(json.next_page !== null);
      page = json.next_page ?? '';
    } while (page !== '');
    expect(seen).toEqual(['csv', 'litellm_skill_c', 'litellm_skill_b', 'litellm_skill_a']);
    const { json } = await call('GET /v1/skills', { key: CALLERS.owner });
    expect(json).toMatchObject({ has_more: false, next_page: null });
    expect(json.data).toHaveLength(4);
  });

  test('refuses pages that are none', async () => {
    for (const query of ['limit=0', 'limit=101', 'page=x', 'page=czo5OTk6']) {
      expect((await call('GET /v1/skills', { query })).status).toBe(400);
    }
  });

  test('without a database: those of folders', async () => {
    const { json } = await call('GET /v1/skills', { store: null });
    expect(json.data).toMatchObject([{ id: 'csv', description: 'What csv is for.' }]);
  });
});

describe('one skill', () => {
  test('is shown and deleted, and gone from the cache', async () => {
    await skills.put('litellm_skill_1', { display_title: 'One' });
    bench.libraryState.store = skills.store;
    await bench.library.get('litellm_skill_1');
    const { json } = await call('GET /v1/skills/litellm_skill_1', { key: CALLERS.viewer });
    expect(json).toMatchObject({ id: 'litellm_skill_1', display_title: 'One', type: 'skill' });
    const gone = await call('DELETE /v1/skills/litellm_skill_1', { key: CALLERS.admin });
    expect(gone.json).toEqual({ id: 'litellm_skill_1', type: 'skill_deleted' });
    expect(await bench.library.get('litellm_skill_1')).toBeNull();
    for (const method of ['GET', 'DELETE']) {
      const { status, json: error } = await call(`${method} /v1/skills/litellm_skill_1`);
      expect([status, error]).toEqual([404, ERROR('not_found_error', 'skill_not_found')]);
    }
  });

  test('of a folder is shown, and not deleted', async () => {
    expect((await call('GET /v1/skills/csv')).json).toMatchObject({ id: 'csv' });
    expect((await call('GET /v1/skills/other')).status).toBe(404);
    expect((await call('GET /v1/skills/broken')).json).toEqual(
      ERROR('api_error', 'skill_unreadable'),
    );
    expect((await call('DELETE /v1/skills/csv')).json.error.code).toBe('skill_not_stored');
  });
});

describe('who may', () => {
  test.each([
    ['GET', CALLERS.owner, 200],
    ['GET', CALLERS.viewer, 200],
    ['POST', CALLERS.owner, 403],
    ['POST', CALLERS.viewer, 403],
    ['POST', 'sk-unknown-0123456789', 401],
    ['GET', null, 401],
  ])('%s with %s: %i', async (method, key, expected) => {
    const { status, json } = await call(`${method} /v1/skills`, { key });
    expect(status).toBe(expected);
    if (expected !== 200) expect(json.type).toBe('error');
  });
});

test('a database that is away is 503, one that is none cannot store', async () => {
  faulty.isAway = true;
  const away = await call('GET /v1/skills');
  expect(away.json).toEqual(ERROR('api_error', 'database_unavailable'));
  expect(away.exchange.sentHeader('retry-after')).toBe('2');
  const sent = form({ 'SKILL.md': skillMd('a') });
  expect((await call('POST /v1/skills', { form: sent })).status).toBe(503);
  expect((await call('GET /v1/skills', { store: 'away' })).status).toBe(503);
  expect((await call('POST /v1/skills', { store: null })).json.error.code).toBe('no_db_connection');
  expect((await call('DELETE /v1/skills/litellm_x', { store: null })).status).toBe(400);
  expect((await call('GET /v1/skills/litellm_x', { store: null })).status).toBe(404);
});
