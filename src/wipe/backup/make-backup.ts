import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import { isLlmgwError, LlmgwError } from '../../core/errors.ts';
import { codeOf } from '../../core/service-fault.ts';
import type { Database, Session } from '../../db/database.ts';
import { countRows } from '../../db/queries/wipe-count-rows.ts';
import { exportSnapshot, makeTextExact, readSequences } from '../../db/queries/wipe-copy-rows.ts';
import { cancelOnAbort } from '../interrupted.ts';
import type { TokenSubject } from '../token.ts';
import type { BackupRecord } from '../types.ts';
import { syncFolder, writeBackupManifest, type BackupManifest } from './backup-manifest.ts';
import { dumpTables } from './dump-tables.ts';
import { exportTables } from './export-tables.ts';
import { findToolMajor, type PgTools } from './pg-tools.ts';

/** What a backup is made with. */
export interface BackupPlan {
  readonly database: Database;
  readonly subject: TokenSubject;
  /** Absolute; it must not exist. */
  readonly folder: string;
  /** `auto`: pg_dump where it is new enough, else our own. */
  readonly format: 'auto' | 'pg_dump' | 'rows';
  readonly tools: PgTools;
  readonly clock: Clock;
  readonly runId: string;
  /** Prefix under which our sessions are known. */
  readonly applicationName: string;
}

/**
 * Copies the targets of a wipe into a folder, as one snapshot shows them, and checks the copy. Rejects
 * with `E_IO` when it cannot be written, `E_FAILED` when it cannot be made or is not what it should be.
 */
export async function makeBackup(plan: BackupPlan): Promise<BackupRecord> {
  const format = await chooseFormat(plan);
  try {
    mkdirSync(dirname(plan.folder), { recursive: true, mode: 0o700 });
    mkdirSync(plan.folder, { mode: 0o700 });
    const manifest = await inSnapshot(plan, async (tx) => copyTables(plan, tx, format));
    const sha256 = writeBackupManifest(plan.folder, manifest);
    syncFolder(dirname(plan.folder));
    return toRecord(plan.folder, manifest, sha256);
  } catch (cause) {
    throw explain(cause, plan.folder);
  }
}

/** Which of the two ways it will be. Rejects with `E_FAILED` when `pg_dump` was asked for and cannot be used. */
export async function chooseFormat(
  plan: Pick<BackupPlan, 'format' | 'tools' | 'subject'>,
): Promise<'pg_dump' | 'rows'> {
  if (plan.format === 'rows') return 'rows';
  const server = plan.subject.identity.major;
  const dump = await findToolMajor('pg_dump', plan.tools);
  const restore = await findToolMajor('pg_restore', plan.tools);
  if (dump !== null && restore !== null && Math.min(dump, restore) >= server) return 'pg_dump';
  if (plan.format === 'auto') return 'rows';
  const what = dump === null || restore === null ? 'not on PATH' : `of version ${dump}`;
  throw new LlmgwError('E_FAILED', `pg_dump is ${what}, the server is of version ${server}`, {
    hint: 'install the client programs of the server, or use --backup-format rows',
  });
}

async function inSnapshot<T>(plan: BackupPlan, work: (tx: Session) => Promise<T>): Promise<T> {
  const { timeoutMs, signal } = plan.tools;
  return plan.database.session(
    async (session) => {
      cancelOnAbort(plan.database, session, signal);
      await session.begin({ isolation: 'repeatable read', readOnly: true });
      const result = await work(session);
      await session.commit();
      return result;
    },
    {
      applicationName: plan.applicationName,
      statementTimeoutMs: timeoutMs,
      // While pg_dump works, the owner of the snapshot has nothing to do.
      idleTimeoutMs: timeoutMs,
    },
  );
}

async function copyTables(
  plan: BackupPlan,
  tx: Session,
  format: 'pg_dump' | 'rows',
): Promise<BackupManifest> {
  const { identity, manifest, request } = plan.subject;
  const snapshot = await exportSnapshot(tx);
  await makeTextExact(tx);
  const parentsFirst = [...manifest.childrenFirst].reverse();
  const counts = await countRows(tx, manifest.schema, parentsFirst);
  const counted = parentsFirst.map((name, at) => ({ name, rows: counts[at] ?? 0 }));
  const sequences = await readSequences(
    tx,
    manifest.targets.map(({ oid }) => oid),
  );
  const copied =
    format === 'pg_dump'
      ? await dumpTables({ ...plan, snapshot, counted })
      : await exportTables({
          ...{ tx, counted, signal: plan.tools.signal },
          ...{ folder: plan.folder, schema: manifest.schema },
        });
  return {
    schema: 'llmgw.backup/v1',
    runId: plan.runId,
    createdAt: new Date(plan.clock.wallMs()).toISOString(),
    where: plan.database.where,
    systemIdentifier: identity.systemIdentifier,
    serverVersion: identity.version,
    tableSchema: manifest.schema,
    scope: request.scope,
    format,
    views: manifest.views,
    sequences,
    secrets:
      'hashes of virtual keys and encrypted secrets: they open with the LITELLM_SALT_KEY of that day, or the master key where none was set',
    ...copied,
  };
}

function toRecord(folder: string, manifest: BackupManifest, sha256: string): BackupRecord {
  const files = [manifest.dump, ...manifest.tables.map(({ file }) => file)];
  return {
    folder,
    format: manifest.format,
    bytes: files.reduce((sum, file) => sum + (file?.bytes ?? 0), 0),
    sha256,
    rows: Object.fromEntries(manifest.tables.map(({ name, rows }) => [name, rows])),
  };
}

/** Codes of the operating system mean the disk; everything else is told as it is. */
function explain(cause: unknown, folder: string): unknown {
  const code = codeOf(cause);
  if (isLlmgwError(cause) || !/^E[A-Z]+$/.test(code)) return cause;
  return new LlmgwError('E_IO', `the backup cannot be written: ${code}`, {
    where: join(folder),
    hint: 'make room, or put it elsewhere with --backup; nothing was changed',
  });
}
