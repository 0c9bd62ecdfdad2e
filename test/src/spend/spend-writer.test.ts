import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../src/db/database.ts';
import type { SpendEvent } from '../../../src/spend/spend-event.ts';
import {
  SpendWriter,
  type Flushed,
  type SpendWriterOptions,
} from '../../../src/spend/spend-writer.ts';
import { captureLogger, type CapturedLogger } from '../../support/captured-logger.ts';
import { FaultyDatabase } from '../../support/faulty-database.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';
import { createCaller, everywhere, readSpend } from '../../support/spend-database.ts';
import { CALLER, spendEvent, spendEvents } from '../../support/spend-events.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let server: TestPostgres;
let database: Database;
let faulty: FaultyDatabase;
let clock: VirtualClock;
let log: CapturedLogger;
let dir: string;
beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(async () => server.stop());
beforeEach(async () => {
  database = openTestDatabase(await createLitellmDatabase(server));
  await createCaller(database);
  faulty = new FaultyDatabase(database);
  clock = new VirtualClock();
  log = await captureLogger();
  dir = makeTempDir('llmgw-spool-');
});
afterEach(async () => {
  await database.close();
  removeTempDir(dir);
});

function openWriter(options: Partial<SpendWriterOptions> = {}): SpendWriter {
  const base = { database: faulty, clock, logger: log.logger, spool: { dir, syncEveryMs: null } };
  return new SpendWriter({ ...base, ...options });
}

function addAll(writer: SpendWriter, events: readonly SpendEvent[]): void {
  for (const event of events) writer.add(event);
}

function spoolFiles(): string[] {
  return readdirSync(dir).filter((name) => name.endsWith('.spend'));
}

async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** Waits for what the clock has set off; bounded by the test's own time-out. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn();
}

describe('a writer', () => {
  test('writes what was added, and its spool is empty again', async () => {
    const writer = openWriter();
    addAll(writer, spendEvents(8));
    await nextTurn();
    expect(writer.counters).toMatchObject({ added: 8, pending: 8 });
    expect(writer.counters.spooledBytes).toBeGreaterThan(0);
    await writer.flush();
    expect(await readSpend(database)).toEqual(everywhere(1));
    expect(writer.counters).toEqual({
      ...{ added: 8, written: 8, duplicates: 0, failures: 0, dropped: 0, rejected: 0 },
      ...{ damaged: 0, pending: 0, spooledBytes: 0, lagMs: 0 },
    });
    expect(spoolFiles()).toEqual([]);
    await writer.close();
    expect(readdirSync(dir)).toEqual([]);
  });

  test('writes every ten seconds once it has been started', async () => {
    const writer = openWriter();
    writer.start();
    clock.advance(0);
    await until(() => clock.pending > 0);
    addAll(writer, spendEvents(1));
    clock.advance(9_999);
    expect(writer.counters).toMatchObject({ written: 0, lagMs: 9_999 });
    clock.advance(1);
    await until(() => writer.counters.written === 1);
    await writer.close();
  });

  test('does not keep a hundred events waiting', async () => {
    const writer = openWriter();
    const spendStart = clock.wallMs();
    writer.start();
    clock.advance(0);
    await until(() => clock.pending > 0);
    addAll(writer, spendEvents(100));
    clock.advance(500);
    await until(() => writer.counters.written === 100);
    expect(clock.wallMs() - spendStart).toBeLessThan(10_000);
    await writer.close();
  });

  test('writes the rest when it is closed', async () => {
    const writer = openWriter();
    addAll(writer, spendEvents(8));
    await writer.close();
    await writer.close();
    expect(await readSpend(database)).toEqual(everywhere(1));
  });

  test('tells what is in the database now, however it came there', async () => {
    const told: Flushed[] = [];
    faulty = new FaultyDatabase(database, [{ kind: 'lost-commit' }]);
    const writer = openWriter({ onFlushed: (flushed) => void told.push(flushed) });
    addAll(writer, spendEvents(8));
    await writer.flush();
    expect(told).toEqual([]);
    await writer.flush();
    expect(told.map(({ own }) => own)).toEqual([true]);
    expect(told[0]?.deltas).toContainEqual(
      expect.objectContaining({ target: 'key', ids: [CALLER.keyHash], spendUsd: 1 }),
    );
    expect(writer.counters).toMatchObject({ written: 0, duplicates: 8, failures: 1, pending: 0 });
    expect(await readSpend(database)).toEqual(everywhere(1));
    await writer.close();
  });

  test('is not led astray by a listener that throws', async () => {
    const onFlushed = (): never => {
      throw new TypeError('mistake');
    };
    const writer = openWriter({ onFlushed });
    addAll(writer, spendEvents(8));
    await writer.flush();
    expect(writer.counters).toMatchObject({ written: 8, rejected: 0, pending: 0 });
    await writer.close();
  });

  test('writes in batches no larger than a statement may be', async () => {
    const writer = openWriter({ maxBatch: 3 });
    addAll(writer, spendEvents(8));
    await writer.flush();
    expect(faulty.transactions).toBe(3);
    expect(await readSpend(database)).toEqual(everywhere(1));
    await writer.close();
  });
});

describe('when the database is away', () => {
  test('events wait, and are asked for less and less often', async () => {
    const writer = openWriter();
    faulty.isAway = true;
    writer.start();
    addAll(writer, spendEvents(80));
    const waits: (number | null)[] = [];
    for (let failures = 1; failures <= 7; failures += 1) {
      clock.advance(clock.nextInMs ?? 0);
      await until(() => writer.counters.failures === failures && clock.pending > 0);
      waits.push(clock.nextInMs);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect((await log.lines()).filter(({ level }) => level === 'error').length).toBeLessThan(3);
    faulty.isAway = false;
    clock.advance(30_000);
    await until(() => writer.counters.pending === 0);
    expect(await readSpend(database)).toEqual(everywhere(10));
    await writer.close();
  });

  test('memory stays bounded: the rest is in files, and comes back from them', async () => {
    const writer = openWriter({ maxInMemory: 20, maxBatch: 10 });
    faulty.isAway = true;
    addAll(writer, spendEvents(80));
    await writer.flush();
    expect(spoolFiles()).toHaveLength(8);
    faulty.isAway = false;
    await writer.flush();
    expect(await readSpend(database)).toEqual(everywhere(10));
    expect(writer.counters).toMatchObject({ written: 80, pending: 0, spooledBytes: 0 });
    await writer.close();
  });

  test('only what does not fit into memory goes to files when that is wished', async () => {
    const writer = openWriter({ durable: false, maxInMemory: 20, maxBatch: 10 });
    faulty.isAway = true;
    addAll(writer, spendEvents(20));
    await writer.flush();
    expect(spoolFiles()).toHaveLength(0);
    addAll(writer, spendEvents(60).slice(20));
    expect(spoolFiles().length).toBeGreaterThan(0);
    faulty.isAway = false;
    await writer.flush();
    expect(writer.counters).toMatchObject({ written: 60, dropped: 0, pending: 0 });
    await writer.close();
  });

  test('the oldest are kept when the spool is full too, and the loss is told loudly', async () => {
    const writer = openWriter({
      spool: { dir, maxBytes: 20_000, syncEveryMs: null },
      ...{ maxInMemory: 10, maxBatch: 5 },
    });
    faulty.isAway = true;
    addAll(writer, spendEvents(200));
    const { dropped } = writer.counters;
    expect(dropped).toBeGreaterThan(100);
    expect((await log.lines()).map(({ msg }) => msg)).toContain(
      'spend is lost: neither the database nor the spool takes it',
    );
    faulty.isAway = false;
    await writer.flush();
    expect(writer.counters).toMatchObject({ written: 200 - dropped, spooledBytes: 0 });
    expect(await readSpend(database)).toEqual(everywhere((200 - dropped) / 8));
    await writer.close();
  });

  test('without a spool memory alone holds them', async () => {
    const writer = openWriter({ spool: null, maxInMemory: 10 });
    faulty.isAway = true;
    addAll(writer, spendEvents(12));
    await writer.flush();
    faulty.isAway = false;
    await writer.flush();
    expect(writer.counters).toMatchObject({ written: 10, dropped: 2, pending: 0 });
    faulty.isAway = true;
    addAll(writer, spendEvents(3));
    await writer.close();
    expect(writer.counters.dropped).toBe(5);
  });

  test('a folder that cannot be written costs nothing while the database is there', async () => {
    const writer = openWriter();
    rmSync(dir, { recursive: true });
    writeFileSync(dir, 'no folder');
    addAll(writer, spendEvents(8));
    await nextTurn();
    await writer.flush();
    expect(await readSpend(database)).toEqual(everywhere(1));
    await writer.close();
    rmSync(dir);
    mkdirSync(dir);
  });

  test('what is left at the end is written by the next one', async () => {
    const told: Flushed[] = [];
    const first = openWriter({ durable: false });
    faulty.isAway = true;
    addAll(first, spendEvents(8));
    await first.close();
    expect(spoolFiles()).toHaveLength(1);
    faulty.isAway = false;
    const second = openWriter({ onFlushed: (flushed) => void told.push(flushed) });
    await second.flush();
    expect(await readSpend(database)).toEqual(everywhere(1));
    expect(told.map(({ own }) => own)).toEqual([false]);
    await second.close();
    expect(readdirSync(dir)).toEqual([]);
  });

  test('a close that gets no answer ends all the same', async () => {
    const stuck = new FaultyDatabase(database);
    stuck.transaction = async () => new Promise(() => {});
    const writer = openWriter({ database: stuck });
    addAll(writer, spendEvents(8));
    const closed = writer.close();
    await until(() => clock.pending > 0);
    clock.advance(5_000);
    await closed;
    const next = openWriter();
    await next.flush();
    expect(await readSpend(database)).toEqual(everywhere(1));
    await next.close();
  });
});

describe('what the database refuses', () => {
  test('one bad row holds nobody up, and is kept', async () => {
    await database.query({
      name: 'test',
      text: `ALTER TABLE "LiteLLM_SpendLogs" ADD CONSTRAINT no_bad CHECK (model <> 'bad')`,
    });
    const writer = openWriter();
    addAll(writer, [...spendEvents(8), spendEvent({ requestId: 'x', model: 'bad' })]);
    await writer.flush();
    expect(writer.counters).toMatchObject({ written: 8, rejected: 1, pending: 0 });
    expect(await readSpend(database)).toEqual(everywhere(1));
    expect(readFileSync(join(dir, 'rejected.jsonl'), 'utf8')).toContain('"requestId":"x"');
    await writer.close();
  });

  test('what cannot be kept either is counted as lost, and holds nobody up', async () => {
    mkdirSync(join(dir, 'rejected.jsonl'));
    const writer = openWriter();
    addAll(writer, [...spendEvents(8), spendEvent({ requestId: 'x', startedAtMs: NaN })]);
    await writer.flush();
    expect(writer.counters).toMatchObject({ written: 8, dropped: 1, pending: 0 });
    await writer.close();
  });

  test('an event that makes no sense is put aside like one', async () => {
    const writer = openWriter();
    addAll(writer, [...spendEvents(8), spendEvent({ requestId: 'x', startedAtMs: NaN })]);
    await writer.flush();
    expect(writer.counters).toMatchObject({ written: 8, rejected: 1 });
    await writer.close();
  });

  test('when nothing is taken the tables may be at fault: it waits, but not for ever', async () => {
    const alter = async (text: string) => database.query({ name: 'test', text });
    await alter(`ALTER TABLE "LiteLLM_SpendLogs" ADD CONSTRAINT none CHECK (model = '')`);
    const writer = openWriter();
    addAll(writer, spendEvents(2));
    await writer.flush();
    expect(writer.counters).toMatchObject({ rejected: 0, failures: 1, pending: 2 });
    await alter('ALTER TABLE "LiteLLM_SpendLogs" DROP CONSTRAINT none');
    await writer.flush();
    expect(writer.counters).toMatchObject({ written: 2, pending: 0 });
    addAll(writer, [spendEvent({ requestId: 'x', endedAtMs: NaN })]);
    for (let attempts = 0; attempts <= 10; attempts += 1) await writer.flush();
    expect(writer.counters).toMatchObject({ rejected: 1, pending: 0 });
    await writer.close();
  });

  test('a partition that is missing is waited for', async () => {
    for (const text of [
      'ALTER TABLE "LiteLLM_SpendLogs" RENAME TO old_logs',
      `CREATE TABLE "LiteLLM_SpendLogs" (LIKE old_logs INCLUDING DEFAULTS)
         PARTITION BY RANGE ("startTime")`,
    ]) {
      await database.query({ name: 'test', text });
    }
    const writer = openWriter();
    addAll(writer, spendEvents(8));
    await writer.flush();
    expect(writer.counters).toMatchObject({ rejected: 0, pending: 8, failures: 1 });
    await database.query({
      name: 'test',
      text: 'CREATE TABLE logs_default PARTITION OF "LiteLLM_SpendLogs" DEFAULT',
    });
    await writer.flush();
    expect(await readSpend(database)).toEqual(everywhere(1));
    await writer.close();
  });

  test('a column that has gone is noticed', async () => {
    const writer = openWriter();
    addAll(writer, [spendEvent({ requestId: 'before' })]);
    await writer.flush();
    await database.query({
      name: 'test',
      text: 'ALTER TABLE "LiteLLM_SpendLogs" DROP COLUMN session_id',
    });
    addAll(writer, [spendEvent({ requestId: 'after' })]);
    await writer.flush();
    await writer.flush();
    expect(await readSpend(database)).toEqual(everywhere(0.25));
    await writer.close();
  });
});

describe('a spool that was damaged', () => {
  test('gives what can be read, and the file is put aside', async () => {
    const first = openWriter();
    faulty.isAway = true;
    addAll(first, spendEvents(9));
    await first.close();
    const [name = ''] = spoolFiles();
    const text = readFileSync(join(dir, name), 'utf8');
    writeFileSync(join(dir, name), `${text.replace('request-4', 'request-X')}0123`);
    faulty.isAway = false;
    const second = openWriter();
    await second.flush();
    expect(second.counters).toMatchObject({ written: 8, damaged: 1 });
    expect(await readSpend(database)).toEqual(everywhere(1));
    expect(readdirSync(dir).filter((file) => file.endsWith('.damaged'))).toHaveLength(1);
    await second.close();
    expect(existsSync(join(dir, name))).toBe(false);
  });

  test('a last line that was torn is no damage', async () => {
    const first = openWriter();
    faulty.isAway = true;
    addAll(first, spendEvents(8));
    await first.close();
    const [name = ''] = spoolFiles();
    writeFileSync(join(dir, name), '0123abcd {"requestId":"to', { flag: 'a' });
    faulty.isAway = false;
    const second = openWriter();
    await second.flush();
    expect(second.counters).toMatchObject({ written: 8, damaged: 0 });
    await second.close();
    expect(readdirSync(dir)).toEqual([]);
  });
});
