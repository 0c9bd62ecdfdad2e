import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createContext } from '../../commands/context.ts';
import { EMBEDDED_FOLDER, findDatabase, openFoundDatabase } from '../../commands/find-database.ts';
import { Secret } from '../../src/core/secret.ts';
import { captureIo } from '../support/io.ts';
import { makeTempDir, removeTempDir } from '../support/server-process.ts';

const GLOBAL = { config: null, envFiles: [], quiet: false, verbosity: 0, json: false };
const NONE = { urlEnv: null, urlFile: null, schema: null };
const MODEL = '{ model_name: m, litellm_params: { model: openai/m, api_key: k } }';

let dir: string;
beforeEach(() => {
  dir = makeTempDir('llmgw-find-database-');
});
afterEach(() => removeTempDir(dir));

function contextOf(env: Record<string, string> = {}) {
  return createContext(captureIo({ cwd: dir, env }).io, { ...GLOBAL, color: 'never' });
}

function find(env: Record<string, string>, flags = {}) {
  const { url, origin } = findDatabase(contextOf(env), { ...NONE, ...flags });
  return [url?.reveal() ?? null, origin];
}

describe('the database', () => {
  test('is the one that was named, by a variable or a file', () => {
    const env = { DATABASE_URL: 'postgresql://usual/x', OTHER: 'postgresql://other/x' };
    writeFileSync(join(dir, 'url'), 'postgresql://filed/x\n');
    expect(find(env, { urlEnv: 'OTHER' })).toEqual(['postgresql://other/x', 'OTHER']);
    expect(find(env, { urlFile: 'url' })).toEqual(['postgresql://filed/x', 'url']);
  });

  test('is else DATABASE_URL, also of an env file', () => {
    expect(find({ DATABASE_URL: 'postgresql://usual/x' })).toEqual([
      ...['postgresql://usual/x', 'DATABASE_URL'],
    ]);
    writeFileSync(join(dir, '.env'), 'DATABASE_URL=postgresql://dotenv/x\n');
    expect(find({})).toEqual(['postgresql://dotenv/x', 'DATABASE_URL']);
  });

  test('is else the one of the configuration', () => {
    const file = join(dir, 'config.yaml');
    const settings = '{ database_url: "postgresql://configured/x" }';
    writeFileSync(file, `model_list: [${MODEL}]\ngeneral_settings: ${settings}\n`);
    expect(find({})).toEqual([
      ...['postgresql://configured/x', `general_settings.database_url of ${file}`],
    ]);
  });

  test('is else the private one, which nobody makes on the way', () => {
    expect(() => find({})).toThrow(expect.objectContaining({ code: 'E_CONFIG' }));
    mkdirSync(join(dir, EMBEDDED_FOLDER), { recursive: true });
    expect(find({})).toEqual([null, EMBEDDED_FOLDER]);
  });

  test('is reached past a pooler where that is possible', () => {
    const pooled = 'postgresql://pool:6432/x?pgbouncer=true';
    const DIRECT_URL = 'postgresql://server:5432/x';
    expect(find({ DATABASE_URL: pooled, DIRECT_URL })).toEqual([DIRECT_URL, 'DIRECT_URL']);
    expect(find({ DATABASE_URL: pooled })).toEqual([pooled, 'DATABASE_URL']);
    const plain = 'postgresql://plain/x';
    expect(find({ DATABASE_URL: plain, DIRECT_URL })).toEqual([plain, 'DATABASE_URL']);
  });

  test('that was named and is not there is an error', () => {
    expect(() => find({}, { urlEnv: 'NOPE' })).toThrow(/NOPE is not set/);
    expect(() => find({}, { urlFile: 'nope' })).toThrow(/ENOENT/);
  });
});

test('what was found is opened with the bounds that were given, and closed with the command', async () => {
  const context = contextOf();
  const url = new Secret('postgresql://u:canary@127.0.0.1:1/litellm?schema=proxy');
  const found = { url, origin: 'DATABASE_URL' };
  const database = await openFoundDatabase(context, found, { connectTimeoutMs: 50 });
  expect([database.where, database.schema]).toEqual(['127.0.0.1:1/litellm', 'proxy']);
  await context.close();
  await expect(database.ping(1_000)).rejects.toThrow(/127.0.0.1:1/);
});
