import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createContext } from '../../../commands/context.ts';
import { listenForSignals } from '../../../commands/reencrypt-db/interruption.ts';
import {
  openBackup,
  rotate,
  type Engine,
  type Job,
} from '../../../commands/reencrypt-db/rotate.ts';
import { RunLog } from '../../../commands/reencrypt-db/run-log.ts';
import { toSaltKeys } from '../../../commands/reencrypt-db/salt-keys.ts';
import { Secret } from '../../../src/core/secret.ts';
import { databaseTimeout } from '../../../src/db/database-fault.ts';
import type { Database, Session, SessionOptions } from '../../../src/db/database.ts';
import { captureIo, type CapturedIo } from '../../support/io.ts';
import { rotationOptions, rotationReport } from '../../support/rotation-literals.ts';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';

const GLOBAL = { config: null, envFiles: [], quiet: false, verbosity: 0, json: false };

let dir: string;
let captured: CapturedIo;
let severed: number;
let bounds: SessionOptions | undefined;

beforeEach(() => {
  dir = makeTempDir('llmgw-rotate-');
  severed = 0;
});
afterEach(() => removeTempDir(dir));

/** As much of a database as lends a session. */
function fakeDatabase(): Database {
  const session = { sever: () => void (severed += 1) } as Session;
  return {
    where: 'db:5432/litellm',
    schema: 'public',
    session: async (work: (session: Session) => Promise<unknown>, options?: SessionOptions) => {
      bounds = options;
      return work(session);
    },
  } as unknown as Database;
}

async function jobWith(env: Record<string, string> = {}): Promise<Job> {
  captured = captureIo({ cwd: dir, env });
  const context = createContext(captured.io, { ...GLOBAL, color: 'never' });
  const named = (text: string) => ({ key: new Secret(text), origin: 'a test' });
  return {
    context,
    database: fakeDatabase(),
    schema: 'public',
    keys: await toSaltKeys({ old: [named('old')], next: named('new') }),
    options: rotationOptions(),
    runId: 'run-1',
    interruption: listenForSignals(captured.io),
  };
}

describe('the engine', () => {
  test('gets a session with the bounds of the command line', async () => {
    const job = await jobWith();
    const engine: Engine = async ({ runId, schema }) =>
      rotationReport({ message: `${runId} on ${schema}` });
    expect((await rotate(job, engine)).message).toBe('run-1 on public');
    expect(bounds).toEqual({
      ...{ applicationName: 'llmgw-reencrypt', lockTimeoutMs: 3_000, statementTimeoutMs: 60_000 },
    });
  });

  test('writes a diary of phases and of what it commits', async () => {
    const job = await jobWith();
    const log = RunLog.open(dir, 'run-1', job.context.clock);
    const engine: Engine = async ({ progress }) => {
      progress({ kind: 'phase', phase: 'rewrite' });
      progress({ kind: 'rows', table: 'T', done: 1, total: 2, values: 3, elapsedMs: 4 });
      progress({ kind: 'transaction', xid: '4711' });
      return rotationReport();
    };
    await rotate(job, engine, { log, backup: null });
    log.close();
    const lines = readFileSync(log.file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ event: 'phase', phase: 'rewrite' }),
      expect.objectContaining({ event: 'transaction', xid: '4711' }),
    ]);
  });

  test('is told of a signal; a second one cuts its connection', async () => {
    const job = await jobWith();
    const engine: Engine = async ({ signal }) => {
      captured.emit('SIGINT');
      const seen = signal.aborted;
      captured.emit('SIGINT');
      return rotationReport({ message: `aborted: ${seen}, severed: ${severed}` });
    };
    expect((await rotate(job, engine)).message).toBe('aborted: true, severed: 1');
  });

  test('that throws has failed, and that is a report', async () => {
    const job = await jobWith();
    const report = await rotate(job, async () => {
      throw databaseTimeout('db:5432/litellm', 500);
    });
    expect(report).toMatchObject({ outcome: 'unreachable', runId: 'run-1', mode: 'atomic' });
  });

  test('meets its failpoints', async () => {
    const job = await jobWith({ NODE_ENV: 'test', LLMGW_FAILPOINTS: 'lock.after=drop' });
    await rotate(job, async ({ failpoint }) => {
      failpoint('lock.after');
      return rotationReport();
    });
    expect(severed).toBe(1);
  });
});

test('a backup has a folder of its own, below the usual one or the one that was named', async () => {
  const job = await jobWith();
  expect(openBackup(job, null)).toBeNull();
  expect(openBackup(job, 'default')?.folder).toBe(join(dir, '.llmgw/backups/reencrypt-run-1'));
  expect(openBackup(job, '/mnt/safe')?.folder).toBe('/mnt/safe/reencrypt-run-1');
});
