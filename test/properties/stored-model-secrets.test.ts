import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Secret } from '../../src/core/secret.ts';
import { Keyring } from '../../src/crypto/keyring.ts';
import { SaltKey } from '../../src/crypto/salt-key.ts';
import { readCatalog } from '../../src/db/catalog.ts';
import type { Database } from '../../src/db/database.ts';
import { buildRuntime, type Runtime } from '../../src/gateway/runtime.ts';
import { findProvider, inferProvider } from '../../src/providers/registry.ts';
import { KeyringBox } from '../../src/stored-models/keyring-box.ts';
import { loadStoredDeployments } from '../../src/stored-models/load-deployments.ts';
import { mergeStored } from '../../src/stored-models/merge.ts';
import { sealModel } from '../../src/stored-models/seal.ts';
import { gatewayConfig } from '../support/config-literals.ts';
import { runtimeBase } from '../support/gateway.ts';
import { createLitellmDatabase, openTestDatabase } from '../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

const FORMATS = ['nacl', 'v2', 'v3'] as const;
const providers = { served: new Set(['openai']), known: new Set(['openai']), infer: () => null };

let server: TestPostgres;
let database: Database;
let ours: KeyringBox;
let theirs: KeyringBox;
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await createLitellmDatabase(server));
  ours = await boxOf('sk-ours');
  theirs = await boxOf('sk-theirs');
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

async function boxOf(key: string): Promise<KeyringBox> {
  return new KeyringBox(new Keyring(await SaltKey.from(new Secret(key))));
}

async function store(id: string, params: object): Promise<void> {
  await database.query({
    name: 'test',
    text: `INSERT INTO "LiteLLM_ProxyModelTable"
      (model_id, model_name, litellm_params, created_by, updated_by) VALUES ($1, $1, $2, '', '')`,
    values: [id, JSON.stringify(params)],
  });
}

test('a model whose secrets no key opens never reaches a provider, in no format and at no depth', async () => {
  const headers = { authorization: 'Bearer sk-nested-secret-0123456789-abcdefghijklmnop' };
  const params = { model: 'openai/x', api_key: 'sk-0123456789abcdef', extra_headers: headers };
  const ciphertexts: string[] = [];
  for (const format of FORMATS) {
    const lost = sealModel(params, theirs, format);
    ciphertexts.push(...Object.values(lost).filter((value) => typeof value === 'string'));
    await store(`good-${format}`, sealModel(params, ours, format));
    await store(`lost-${format}`, lost);
    const half = { ...sealModel(params, ours, format), api_key: lost['api_key'] };
    await store(`half-${format}`, half);
  }
  const nested = { authorization: theirs.seal(headers.authorization, 'v3') };
  await store('nested', { ...sealModel(params, ours, 'v3'), extra_headers: nested });

  const catalog = await readCatalog(database);
  const stored = await loadStoredDeployments({
    db: database,
    catalog,
    box: ours,
    before: null,
    env: {},
    providers,
  });
  const runtime = runtimeOf(stored);
  expect(runtime.deployments.map(({ id }) => id)).toEqual(
    FORMATS.map((format) => `good-${format}`),
  );
  for (const { config } of runtime.deployments) {
    expect(config.apiKey?.reveal()).toBe('sk-0123456789abcdef');
    expect(config.extraHeaders['authorization']?.reveal()).toBe(headers.authorization);
  }
  for (const lost of ['lost-nacl', 'half-v2', 'nested']) {
    expect(runtime.table.resolve(lost)).toBeNull();
  }
  expect(stored.findings).toHaveLength(7);
  const told = JSON.stringify([stored.findings, stored.unreadable]);
  for (const text of [...ciphertexts, 'sk-0123456789abcdef']) expect(told).not.toContain(text);
});

function runtimeOf(stored: Awaited<ReturnType<typeof loadStoredDeployments>>): Runtime {
  const { runtime, findings } = buildRuntime({
    config: mergeStored(gatewayConfig({ deployments: [] }), stored),
    findProvider,
    inferProvider: (model) => inferProvider(model, null),
    env: () => undefined,
    findKey: () => null,
    previous: null,
    version: '0.0.0',
    ...runtimeBase(),
  });
  expect(findings).toEqual([]);
  return runtime;
}
