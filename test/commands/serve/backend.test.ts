import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Backend } from '../../../commands/serve/backend.ts';
import { Secret } from '../../../src/core/secret.ts';
import { sealValue } from '../../../src/crypto/open-value.ts';
import { SaltKey } from '../../../src/crypto/salt-key.ts';
import type { Database } from '../../../src/db/database.ts';
import { backendRig, type BackendRig } from '../../support/backend-rig.ts';
import { MASTER_KEY, type ConfigParts } from '../../support/config-literals.ts';
import { CALLER } from '../../support/fake-access.ts';
import type { Logger } from '../../../src/telemetry/logger.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { spendEvent } from '../../support/spend-events.ts';

let server: TestPostgres;
let url: string;
let database: Database;
const rigs: BackendRig[] = [];
beforeAll(async () => {
  server = await startPostgres();
  url = await createLitellmDatabase(server);
  database = openTestDatabase(url);
}, 30_000);
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.leave();
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

async function rigFor(target: string | null, parts: ConfigParts = {}): Promise<BackendRig> {
  const rig = await backendRig(target, parts);
  rigs.push(rig);
  return rig;
}

async function run(text: string, values: readonly unknown[] = []) {
  return (await database.query({ name: 'test', text, values })).rows;
}

async function storeKey(key: string): Promise<string> {
  const hash = createHash('sha256').update(key).digest('hex');
  await run('INSERT INTO "LiteLLM_VerificationToken" (token) VALUES ($1)', [hash]);
  return hash;
}

describe('without a database', () => {
  test('there is nothing to stand on, and nothing in the way', async () => {
    const rig = await rigFor(null);
    const backend = await rig.start();
    expect(backend).toMatchObject({ database: null, store: null, stored: null });
    expect(rig.gateway).toMatchObject({ access: null, billing: null });
    expect(rig.door.find('hash')).toBeNull();
  });
});

describe('with a database', () => {
  test('keys are found through the door, and management has its store', async () => {
    const rig = await rigFor(url);
    const backend = await rig.start();
    const hash = await storeKey('sk-backend');
    expect(await rig.door.find(hash)).toMatchObject({ keyHash: hash });
    expect(backend.store).toMatchObject({ database: { where: database.where } });
    expect(rig.gateway.access).not.toBeNull();
  });

  test('what another replica changed is forgotten when it says so', async () => {
    const rig = await rigFor(url);
    await rig.start();
    const hash = await storeKey('sk-notified');
    await rig.door.find(hash);
    await run('UPDATE "LiteLLM_VerificationToken" SET blocked = true WHERE token = $1', [hash]);
    for (;;) {
      await run(`SELECT pg_notify('llmgw_cache', $1)`, [JSON.stringify({ kind: 'key', id: hash })]);
      const found = await rig.door.find(hash);
      if (found === null || found === 'unchecked' || !('status' in found)) continue;
      expect(found).toMatchObject({ status: 401 });
      return;
    }
  });

  test('skills are forgotten when another replica says so', async () => {
    const rig = await rigFor(url);
    const told: string[] = [];
    rig.gateway.skills = {
      prepare: (request) => Promise.resolve({ request, header: null }),
      prepareMessages: (body) => Promise.resolve({ body, header: null }),
      forget: (id) => void told.push(id),
      forgetAll: () => void told.push('all'),
      expire: () => void told.push('gap'),
    };
    await rig.start();
    while (!told.includes('id') || !told.includes('all')) {
      await run(`SELECT pg_notify('llmgw_cache', '{"kind":"skill","id":"id"}')`);
      await run(`SELECT pg_notify('llmgw_cache', '{}')`);
    }
    expect(told).toEqual(expect.arrayContaining(['id', 'all']));
  });

  test('charges are in the tables once it has stopped', async () => {
    const rig = await rigFor(url);
    const backend = await rig.start();
    const hash = await storeKey('sk-charged');
    const caller = { ...CALLER, keyHash: hash };
    rig.gateway.billing?.add(spendEvent({ requestId: 'backend-1', caller, costUsd: 0.25 }));
    await backend.stop();
    expect(rig.gateway).toMatchObject({ access: null, billing: null });
    const [row] = await run('SELECT spend FROM "LiteLLM_VerificationToken" WHERE token = $1', [
      hash,
    ]);
    expect(row).toEqual({ spend: 0.25 });
    expect(rig.registry.render()).toContain('llmgw_spend_written 1');
  });

  test('its own schema is made, its statements are counted, and no connection is left behind', async () => {
    const rig = await rigFor(url);
    const backend = await rig.start();
    const made = await run(`SELECT to_regclass('llmgw.audit') IS NOT NULL AS made`);
    expect(made).toEqual([{ made: true }]);
    expect(rig.registry.render()).toContain('llmgw_db_query_seconds_count{query="read-catalog"}');
    await backend.stop();
    const { total, idle, waiting } = backend.database?.counts() ?? {
      total: 0,
      idle: 0,
      waiting: 0,
    };
    expect({ idle, waiting }).toEqual({ idle: total, waiting: 0 });
  });

  test('a key is believed as long as the configuration says', async () => {
    const rig = await rigFor(url, { database: { keyCacheMs: 0 } });
    await rig.start();
    const hash = await storeKey('sk-not-cached');
    await rig.door.find(hash);
    await run('UPDATE "LiteLLM_VerificationToken" SET blocked = true WHERE token = $1', [hash]);
    expect(await rig.door.find(hash)).toMatchObject({ status: 401 });
  });

  test('is used also where no spool can be kept', async () => {
    const rig = await rigFor(url);
    mkdirSync(join(rig.place.context.io.cwd, '.llmgw'));
    writeFileSync(join(rig.place.context.io.cwd, '.llmgw', 'spend'), 'no folder');
    await rig.start();
    expect(rig.gateway.access).not.toBeNull();
    expect(rig.log.text()).toContain('the spool of spend cannot be made');
  });

  test('that hangs is not waited for at the end', async () => {
    const proxy = await startTcpProxy(server.port);
    const distant = new URL(url);
    distant.port = String(proxy.port);
    const rig = await rigFor(distant.href);
    const backend = await rig.start();
    proxy.hang();
    const looking = backend.stored?.refresh();
    rig.gateway.billing?.add(spendEvent({ requestId: 'backend-hung' }));
    await backend.stop();
    expect(rig.log.text()).toContain('what was under way in the database is left as it is');
    await rig.leave();
    await looking;
    await proxy.close();
  }, 30_000);

  test('that comes back just when the gateway stops keeps no connection', async () => {
    const name = `late_${process.pid}`;
    const late = new URL(url);
    late.pathname = name;
    const rig = await rigFor(late.href);
    const stops: Promise<void>[] = [];
    const { gateway, door, registry, config, place } = rig;
    const info = (_fields: unknown, message?: string): void => {
      if (message?.startsWith('the database was empty')) stops.push(backend.stop());
    };
    const logger: Logger = Object.assign(Object.create(rig.log.logger), { info });
    const backend = await Backend.start({
      ...{ context: place.context, gateway, door, registry, config, logger },
      onStored: () => {},
    });
    await server.query(`CREATE DATABASE ${name}`);
    const listening = `SELECT 1 FROM pg_stat_activity WHERE datname = '${name}' AND query LIKE 'LISTEN%'`;
    while (stops.length === 0) await server.query('SELECT 1');
    await stops[0];
    // The server notices a closed connection in its own time; one that is kept would never go.
    while ((await server.query(listening)).length > 0) await server.query('SELECT 1');
    expect(await server.query(listening)).toEqual([]);
    await place.context.close();
  }, 30_000);

  test('that belongs to somebody else is refused, in the words of whoever has to mend it', async () => {
    const foreign = await server.createDatabase();
    const other = openTestDatabase(foreign);
    await other.query({ name: 'test', text: 'CREATE TABLE app_users (id text)' });
    await other.close();
    const rig = await rigFor(foreign);
    await expect(rig.start()).rejects.toMatchObject({ code: 'E_CONFIG' });
  });
});

test('what is stored is told before anything else happens', async () => {
  const rig = await rigFor(url);
  const salt = await SaltKey.from(new Secret(MASTER_KEY));
  const params = { model: seal(salt, 'openai/gpt-4o'), api_key: seal(salt, 'sk-x') };
  await run(
    `INSERT INTO "LiteLLM_ProxyModelTable"
       (model_id, model_name, litellm_params, created_by, updated_by) VALUES ('m', 'n', $1, '', '')`,
    [JSON.stringify(params)],
  );
  await rig.start();
  expect(rig.told().map(({ deployments }) => deployments.map(({ id }) => id))).toEqual([['m']]);
  await run('DELETE FROM "LiteLLM_ProxyModelTable"');
});

function seal(key: SaltKey, text: string): string {
  const shape = { format: 'nacl', marker: false, alphabet: 'url' } as const;
  const place = { table: '', column: '', pk: '', pointer: '' };
  return sealValue(Buffer.from(text), key, shape, place);
}

describe('a database that is away', () => {
  test('is no reason not to start: keys are told so, and it is tried again', async () => {
    const rig = await rigFor('postgresql://user:hidden@127.0.0.1:1/db');
    const backend = await rig.start();
    expect(backend.store).toBe('away');
    expect(await rig.door.find('hash')).toMatchObject({ status: 503 });
    await rig.log.lines();
    expect(rig.log.text()).toContain('the database cannot be used now');
    expect(rig.log.text()).not.toContain('hidden');
  });
});
