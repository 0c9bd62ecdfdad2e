import { join, resolve } from 'node:path';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import { readBackupManifest, type BackupManifest } from '../../src/wipe/backup/backup-manifest.ts';
import { explainFault } from '../../src/wipe/explain-fault.ts';
import { restoreBackup, type RestoreResult } from '../../src/wipe/restore.ts';
import type { CommandContext } from '../context.ts';
import { EMBEDDED_FOLDER, findDatabase, type DatabaseFlags } from '../find-database.ts';

/** What the command line says. */
export interface RestoreOptions {
  /** The folder of the backup. */
  readonly from: string;
  readonly database: DatabaseFlags;
  readonly timeoutMs: number;
}

const APPLICATION = 'llmgw restore';
const LOCK_TIMEOUT_MS = 5_000;

/** Puts a backup back into tables that are empty, in one transaction. */
export async function runRestore(
  options: RestoreOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { io, clock } = context;
  const folder = resolve(io.cwd, options.from);
  const manifest = readBackupManifest(folder);
  const found = findDatabase(context, options.database);
  const embedded = join(io.cwd, EMBEDDED_FOLDER);
  const url = found.url ?? (await context.embeddedDatabase(embedded)).url;
  const database = context.database(url, { maxConnections: 3 });
  const stop = new AbortController();
  const { timeoutMs } = options;
  try {
    const result = await restoreBackup({
      ...{ database, folder, manifest, clock, applicationName: APPLICATION },
      lockTimeoutMs: LOCK_TIMEOUT_MS,
      tools: { url, env: io.env, applicationName: APPLICATION, timeoutMs, signal: stop.signal },
    });
    io.stdout.write(
      context.options.json
        ? `${JSON.stringify(toDocument(manifest, result, database.where))}\n`
        : render(manifest, result, database.where),
    );
    return EXIT.ok;
  } catch (thrown) {
    throw explainFault(thrown, database.where);
  }
}

function toDocument(
  manifest: BackupManifest,
  result: RestoreResult,
  where: string,
): Readonly<Record<string, unknown>> {
  const { runId, format } = manifest;
  return {
    schema: 'llmgw.restore/v1',
    result: 'done',
    where,
    from: { run_id: runId, created_at: manifest.createdAt, where: manifest.where, format },
    tables: result.tables,
    rows: result.rows,
    duration_ms: Math.round(result.durationMs),
  };
}

function render(
  manifest: BackupManifest,
  { tables, rows, durationMs }: RestoreResult,
  where: string,
): string {
  const filled = tables.filter((table) => table.rows > 0);
  const width = Math.max(0, ...filled.map(({ table }) => table.length));
  return [
    ...filled.map(
      ({ table, rows: count }) => `${table.padEnd(width)} ${String(count).padStart(12)}`,
    ),
    `restore: done · ${rows} rows of ${tables.length} tables into ${where} in ${(durationMs / 1_000).toFixed(1)} s; all counts agree`,
    `The backup was made at ${manifest.createdAt} of ${manifest.where}.`,
    `Secrets in it: ${manifest.secrets}.`,
    '',
  ].join('\n');
}
