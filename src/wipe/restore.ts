import { join } from 'node:path';
import type { Clock } from '../core/clock.ts';
import { LlmgwError } from '../core/errors.ts';
import { ServiceFault } from '../core/service-fault.ts';
import { tryLockMaintenance } from '../db/advisory-lock.ts';
import { readCatalog } from '../db/catalog.ts';
import type { Database, Session } from '../db/database.ts';
import { countRows } from '../db/queries/wipe-count-rows.ts';
import { lockTables } from '../db/queries/wipe-empty-tables.ts';
import { notifyEverything } from '../db/queries/wipe-record.ts';
import { readTransactionId } from '../db/queries/spend-transaction-id.ts';
import type { BackupManifest } from './backup/backup-manifest.ts';
import { importTables } from './backup/import-tables.ts';
import type { PgTools } from './backup/pg-tools.ts';
import { digestOf } from './backup/rows-file.ts';
import { undumpTables } from './backup/undump-tables.ts';
import { readIdentity } from './identity.ts';
import { settleCommit } from './settle-commit.ts';

/** What is restored, and where to. */
export interface RestoreInput {
  readonly database: Database;
  readonly folder: string;
  readonly manifest: BackupManifest;
  readonly tools: PgTools;
  readonly clock: Clock;
  readonly applicationName: string;
  readonly lockTimeoutMs: number;
}

/** What a restore came to. */
export interface RestoreResult {
  readonly tables: readonly { readonly table: string; readonly rows: number }[];
  readonly rows: number;
  readonly durationMs: number;
}

/**
 * Puts a backup back into tables that are empty, in one transaction. Rejects with `E_IO` when the
 * backup is damaged, `E_REFUSED` when a table holds rows or is not there, `E_BUSY` when another
 * maintenance run or a lock is in the way, `E_FAILED` when the counts differ; then nothing was changed.
 */
export async function restoreBackup(input: RestoreInput): Promise<RestoreResult> {
  const { database, manifest, clock, applicationName, lockTimeoutMs, tools } = input;
  const startedAt = clock.now();
  await verifyFiles(input);
  await database.session(
    async (session) => {
      await refuseStandby(session, database);
      await (manifest.format === 'rows' ? restoreRows(input, session) : undump(input, session));
    },
    {
      ...{ applicationName, lockTimeoutMs },
      ...{ statementTimeoutMs: tools.timeoutMs, idleTimeoutMs: tools.timeoutMs },
    },
  );
  const tables = manifest.tables.map(({ name, rows }) => ({ table: name, rows }));
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return { tables, rows, durationMs: clock.now() - startedAt };
}

/** Before anything is touched: the files are those that were written. */
async function verifyFiles({ folder, manifest }: RestoreInput): Promise<void> {
  for (const file of [manifest.dump, ...manifest.tables.map((table) => table.file)]) {
    if (file === null) continue;
    const path = join(folder, file.name);
    const found = await digestOf(path).catch(() => null);
    if (found?.sha256 === file.sha256) continue;
    throw new LlmgwError('E_IO', 'a file of the backup is missing or damaged', {
      where: path,
      hint: 'its SHA-256 is not the one of manifest.json; nothing was changed',
    });
  }
}

async function refuseStandby(session: Session, database: Database): Promise<void> {
  const { standby } = await readIdentity(session, database);
  if (!standby) return;
  throw new LlmgwError('E_REFUSED', 'guard standby: the server is a standby', {
    where: database.where,
    hint: 'connect to the primary',
  });
}

async function restoreRows(input: RestoreInput, session: Session): Promise<void> {
  const { manifest, folder, database } = input;
  const names = namesOf(manifest);
  await refuseMissing(input, session);
  await session.begin();
  await lockOut(session, database);
  await lockTables(session, database.schema, names, 'SHARE ROW EXCLUSIVE');
  await refuseFilled(input, session);
  await importTables(session, { folder, manifest, schema: database.schema });
  await compareCounts(input, session);
  await notifyEverything(session);
  const xid = String(await readTransactionId(session));
  try {
    await session.commit();
  } catch (thrown) {
    if (!(thrown instanceof ServiceFault)) throw thrown;
    await settleCommit(input, xid);
  }
}

/** `pg_restore` has a connection, and a transaction, of its own. */
async function undump(input: RestoreInput, session: Session): Promise<void> {
  const { manifest, database, folder, tools } = input;
  if (!(await tryLockMaintenance(session, { schema: database.schema, transactionOnly: false }))) {
    throw busy(database);
  }
  if (database.schema !== manifest.tableSchema) {
    throw new LlmgwError('E_REFUSED', `the dump is of schema ${manifest.tableSchema}`, {
      where: database.where,
      hint: `name that schema in the database URL: ?schema=${manifest.tableSchema}`,
    });
  }
  const { tables } = await readCatalog(session, database.schema);
  const found = namesOf(manifest).filter((name) => tables.includes(name));
  if (found.length > 0) {
    await refuseMissing(input, session);
    await refuseFilled(input, session);
  }
  await undumpTables({ folder, manifest, tools, withTables: found.length === 0 });
  await compareCounts(input, session);
}

async function lockOut(session: Session, database: Database): Promise<void> {
  if (!(await tryLockMaintenance(session, { schema: database.schema }))) throw busy(database);
}

function busy({ where }: Database): LlmgwError {
  return new LlmgwError('E_BUSY', 'another maintenance command works on this database', {
    where,
    hint: 'wait until it has ended: nothing was changed',
  });
}

async function refuseMissing(
  { manifest, database }: RestoreInput,
  session: Session,
): Promise<void> {
  const { tables } = await readCatalog(session, database.schema);
  const missing = namesOf(manifest).filter((name) => !tables.includes(name));
  if (missing.length === 0) return;
  throw new LlmgwError('E_REFUSED', `these tables are not there: ${missing.join(', ')}`, {
    where: database.where,
    hint: "let LiteLLM's migrations make them first; a backup of format pg_dump brings its tables along where none of them is there",
  });
}

async function refuseFilled({ manifest, database }: RestoreInput, session: Session): Promise<void> {
  const names = namesOf(manifest);
  const counts = await countRows(session, database.schema, names);
  const filled = names.filter((_, at) => counts[at] !== 0);
  if (filled.length === 0) return;
  throw new LlmgwError('E_REFUSED', `these tables are not empty: ${filled.join(', ')}`, {
    where: database.where,
    hint: 'a backup goes into empty tables only; `llmgw nuke-db plan` says how to empty them. Nothing was changed',
  });
}

async function compareCounts(
  { manifest, database }: RestoreInput,
  session: Session,
): Promise<void> {
  const counts = await countRows(session, database.schema, namesOf(manifest));
  const different = manifest.tables.filter(({ rows }, at) => counts[at] !== rows);
  if (different.length === 0) return;
  throw new LlmgwError(
    'E_FAILED',
    `other numbers of rows than in the backup: ${different.map(({ name }) => name).join(', ')}`,
    {
      where: database.where,
      hint:
        manifest.format === 'rows'
          ? 'nothing was changed: everything was rolled back'
          : 'somebody else has written meanwhile; compare the tables with manifest.json',
    },
  );
}

function namesOf({ tables }: BackupManifest): readonly string[] {
  return tables.map(({ name }) => name);
}
