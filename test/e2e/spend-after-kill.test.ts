import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { execa } from 'execa';
import { systemClock } from '../../src/core/clock.ts';
import { SpendWriter } from '../../src/spend/spend-writer.ts';
import { captureLogger } from '../support/captured-logger.ts';
import { createLitellmDatabase, openTestDatabase } from '../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { makeTempDir, removeTempDir } from '../support/server-process.ts';
import { createCaller, everywhere, readSpend } from '../support/spend-database.ts';
import { spendEvents } from '../support/spend-events.ts';

let server: TestPostgres;
let dir: string;
beforeAll(async () => {
  server = await startPostgres();
  dir = makeTempDir('llmgw-kill-');
  await build({
    entryPoints: [new URL('../support/spend-process.ts', import.meta.url).pathname],
    outfile: join(dir, 'spend-process.mjs'),
    ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error' },
    banner: {
      js: `import { createRequire } from 'node:module';const require = createRequire(import.meta.url);`,
    },
    external: ['pg-native'],
  });
}, 60_000);
afterAll(async () => {
  await server.stop();
  removeTempDir(dir);
});

/** Runs the program until it has said so many ids, kills it, and gives all that it said. */
async function runAndKill(url: string, spool: string, name: string): Promise<string[]> {
  const program = join(dir, 'spend-process.mjs');
  const child = execa(process.execPath, [program, url, spool, name], {
    ...{ reject: false, timeout: 30_000, buffer: false, stdin: 'ignore', stderr: 'pipe' },
  });
  let said = '';
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.split('\n').length > 400) child.kill('SIGKILL');
  });
  const { signal } = await child;
  if (signal !== 'SIGKILL') throw new Error(`it ended by itself: ${complaint}`);
  // The last line may be cut: that one was not promised in full.
  return said.split('\n').slice(0, -1);
}

test('after kill -9 in full run every event that was promised is billed, once', async () => {
  const url = await createLitellmDatabase(server);
  const database = openTestDatabase(url);
  const spool = join(dir, 'spool');
  const { logger } = await captureLogger();
  try {
    await createCaller(database);
    const promised: string[] = [];
    for (const name of ['a', 'b', 'c']) promised.push(...(await runAndKill(url, spool, name)));
    const writer = new SpendWriter({ database, clock: systemClock, logger, spool: { dir: spool } });
    await writer.flush();
    expect(writer.counters).toMatchObject({ pending: 0, rejected: 0, damaged: 0 });
    await writer.close();
    const { rows } = await database.query<{ readonly id: string }>({
      name: 'test',
      text: 'SELECT request_id AS id FROM "LiteLLM_SpendLogs"',
    });
    const billed = new Set(rows.map(({ id }) => id));
    expect(promised.filter((id) => !billed.has(id))).toEqual([]);
    expect(promised.length).toBeGreaterThan(1_000);
    expect(await readSpend(database)).toEqual(everywhere(rows.length / 8));
  } finally {
    await database.close();
  }
}, 120_000);

test('a database that cuts every connection in the middle gets everything, once', async () => {
  const own = await startPostgres();
  const url = await createLitellmDatabase(own);
  const database = openTestDatabase(url);
  const { logger } = await captureLogger();
  const spool = { dir: join(dir, 'restart') };
  const writer = new SpendWriter({ database, clock: systemClock, logger, spool });
  try {
    await createCaller(database);
    for (const event of spendEvents(500)) writer.add(event);
    const flushed = writer.flush();
    await own.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = '${new URL(url).pathname.slice(1)}' AND pid <> pg_backend_pid()`,
    );
    await flushed;
    await writer.flush();
    expect(writer.counters.pending).toBe(0);
    expect(await readSpend(database)).toEqual(everywhere(62.5));
  } finally {
    await writer.close();
    await database.close();
    await own.stop();
  }
}, 60_000);
