import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCatalog, type Catalog, type Column } from '../../src/db/catalog.ts';
import type { Database } from '../../src/db/database.ts';
import { quoteName } from '../../src/db/identifier.ts';
import { CATALOGUE } from '../../src/rotation/catalogue.ts';
import { openTestDatabase } from '../support/litellm-database.ts';
import {
  startLitellm,
  type LitellmFormat,
  type LitellmPython,
  type SecretColumn,
} from '../support/litellm-python.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { runCli } from '../support/run-cli.ts';

// `npm run interop`: a database made by LiteLLM's own migrations, filled with values sealed by
// LiteLLM's own code, rotated by us, opened by LiteLLM's own code.

const OLD_KEY = 'sk-old-salt-with-ümlaut-and-40-characters';
const NEW_KEY = 'sk-new-salt-/+_=-that-nobody-has-seen-yet';
const FORMATS: readonly LitellmFormat[] = ['nacl', 'nacl-standard', 'v2'];

let server: TestPostgres;
let litellm: LitellmPython;
let database: Database;
let catalog: Catalog;
let registry: readonly SecretColumn[];
let url: string;
let cwd: string;

beforeAll(async () => {
  const started = await startLitellm();
  if ('missing' in started) throw new Error(`LiteLLM cannot be had here: ${started.missing}`);
  litellm = started;
  server = await startPostgres();
  url = await server.createDatabase();
  database = openTestDatabase(url);
  cwd = mkdtempSync(join(tmpdir(), 'llmgw-interop-'));
  await applyMigrations();
  catalog = await readCatalog(database);
  registry = (await litellm.registry()).filter(({ table, column }) => catalog.has(table, column));
}, 600_000);

afterAll(async () => {
  litellm.stop();
  await database.close();
  await server.stop();
  rmSync(cwd, { recursive: true, force: true });
});

/** In the order of their names, as Prisma applies them. */
async function applyMigrations(): Promise<void> {
  const { migrations, litellm: version } = await litellm.versions();
  const names = readdirSync(migrations, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  for (const name of names) {
    const text = readFileSync(join(migrations, name, 'migration.sql'), 'utf8');
    // Without values the driver sends it as it is, many statements at once.
    await database.session(async (session) => session.query({ name: 'migration', text }));
  }
  process.stdout.write(`LiteLLM ${version}: ${names.length} migrations\n`);
}

const FILLERS: readonly (readonly [RegExp, string])[] = [
  [/^timestamp/, '2026-01-02 03:04:05.678'],
  [/^jsonb/, '{}'],
  [/\[\]$/, '{}'],
  [/^(integer|bigint|double|numeric)/, '0'],
  [/^boolean/, 'false'],
];

function fillerFor({ name, type }: Column, n: number): string {
  return FILLERS.find(([pattern]) => pattern.test(type))?.[1] ?? `${name}-${n}`;
}

/** A row with everything that must be filled, and `values` besides. */
async function insertRow(table: string, n: number, values: Record<string, string>): Promise<void> {
  const columns = catalog.columns(table);
  const needed = [...columns.values()].filter(
    ({ nullable, hasDefault }) => !nullable && !hasDefault,
  );
  const row = {
    ...Object.fromEntries(needed.map((column) => [column.name, fillerFor(column, n)])),
    ...values,
  };
  const names = Object.keys(row);
  const casts = names.map((name, i) => `$${i + 1}::${columns.get(name)?.type ?? 'text'}`);
  await database.query({
    name: 'fill',
    text: `INSERT INTO ${quoteName(table)} (${names.map(quoteName).join(', ')}) VALUES (${casts.join(', ')})`,
    values: Object.values(row),
  });
}

const CONFIG_ROWS = ['environment_variables', 'router_settings', 'vantage_settings'];
const MARKED = new Set(
  CATALOGUE.filter(({ leaves }) => leaves === 'marked').map(
    ({ table, column }) => `${table}.${column}`,
  ),
);

/** Every column of LiteLLM's registry, in every format, with neighbours that must not move. */
async function fill(): Promise<number> {
  let n = 0;
  for (const { table, key, column } of registry) {
    for (const [i, format] of FORMATS.entries()) {
      n++;
      const marker = MARKED.has(`${table}.${column}`);
      const sealed = async (value: string) => litellm.seal({ key: OLD_KEY, format, value, marker });
      const first = await sealed(`secret ${n} — naïve ✓`);
      const second = await sealed('');
      const isText = catalog.columns(table).get(column)?.type === 'text';
      const document = isText
        ? first
        : documentOf(marker, JSON.stringify(first), JSON.stringify(second));
      const pk = table === 'LiteLLM_Config' ? (CONFIG_ROWS[i] ?? '') : `row-${n}`;
      await insertRow(table, n, { [key]: pk, [column]: document });
    }
  }
  return n;
}

/** As text: a parser of ours would round the numbers. */
function documentOf(marker: boolean, first: string, second: string): string {
  const rest = '"number": 1.10, "big": 12345678901234567890, "plain": "stays as it is"';
  return marker
    ? `{"logging": [{"callback_vars": {"langfuse_secret_key": ${first}, "token": ${second}}}], ${rest}}`
    : `{"api_key": ${first}, "litellm_params": {"deep": [${second}]}, ${rest}}`;
}

const STRING = /"(?:[^"\\]|\\.)*"/g;

/** A row with what the key opens replaced by what it says. */
async function openedBy(key: string, row: string) {
  let line = row;
  let count = 0;
  for (const [token] of row.matchAll(STRING)) {
    const value: unknown = JSON.parse(token);
    const isLong = typeof value === 'string' && value.length >= 40;
    const plain = isLong ? await litellm.open(key, value) : null;
    if (plain === null) continue;
    count++;
    line = line.replace(token, `«${plain}»`);
  }
  return { line, count };
}

/** All rows of all tables as text, with what `key` opens replaced by what it says. */
async function readEverything(
  key: string,
): Promise<{ readonly text: string; readonly opened: number }> {
  const lines: string[] = [];
  let opened = 0;
  for (const table of catalog.tables) {
    const { rows } = await database.query<{ row: string }>({
      name: 'read',
      text: `SELECT to_jsonb(t)::text AS row FROM ${quoteName(table)} t`,
    });
    for (const { row } of rows) {
      const { line, count } = await openedBy(key, row);
      opened += count;
      // LiteLLM's own triggers count here when MCP servers change, so that its proxies load them anew.
      lines.push(`${table} ${line.replace(/"reload_revision": \d+/, '"reload_revision": #')}`);
    }
  }
  return { text: lines.sort().join('\n'), opened };
}

async function rotate(args: readonly string[] = []) {
  return runCli(
    [
      'reencrypt-db',
      'run',
      '--yes',
      '--json',
      '--old-key-env',
      'OLD',
      '--new-key-env',
      'NEW',
      ...args,
    ],
    {
      cwd,
      env: { DATABASE_URL: url, OLD: OLD_KEY, NEW: NEW_KEY },
      timeoutMs: 120_000,
    },
  );
}

test('our catalogue names every column that LiteLLM knows to hold secrets', () => {
  const ours = new Set(CATALOGUE.map(({ table, column }) => `${table}.${column}`));
  const theirs = registry.map(({ table, column }) => `${table}.${column}`);
  expect(theirs.length).toBeGreaterThan(10);
  expect(theirs.filter((place) => !ours.has(place))).toEqual([]);
});

test('every value is rotated, LiteLLM opens it with the new key, nothing else has moved, and a second run writes nothing', async () => {
  const rows = await fill();
  const before = await readEverything(OLD_KEY);
  expect(before.opened).toBeGreaterThan(rows);

  const first = await rotate();
  expect({ code: first.code, stderr: first.code === 0 ? '' : first.stderr }).toEqual({
    code: 0,
    stderr: '',
  });
  const after = await readEverything(NEW_KEY);
  expect(after.opened).toBe(before.opened);
  expect(after.text).toBe(before.text);
  expect((await readEverything(OLD_KEY)).opened).toBe(0);

  const writesBefore = await countWrites();
  const second = await rotate();
  expect(second.code).toBe(0);
  expect(JSON.parse(second.stdout)).toMatchObject({ outcome: 'nothing-to-do', changed: false });
  expect(await countWrites()).toEqual(writesBefore);
  process.stdout.write(`${rows} rows, ${before.opened} values rotated and opened by LiteLLM\n`);
}, 300_000);

/** Row versions written so far, of all tables. */
async function countWrites(): Promise<unknown> {
  const { rows } = await database.query({
    name: 'writes',
    text: `SELECT string_agg(xmin::text, ',' ORDER BY xmin::text) AS all FROM (
             ${registry.map(({ table }) => `SELECT xmin FROM ${quoteName(table)}`).join(' UNION ALL ')}) x`,
  });
  return rows[0];
}
