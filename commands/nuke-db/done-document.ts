import type { Paint } from '../../src/cli/io.ts';
import type { TokenSubject } from '../../src/wipe/token.ts';
import type { BackupRecord, TableOutcome, WipeResult } from '../../src/wipe/types.ts';
import { formatBytes, formatCount } from './figures.ts';
import { targetDocument } from './plan-document.ts';

/** A wipe that is done. */
export interface Done {
  readonly runId: string;
  readonly subject: TokenSubject;
  readonly result: WipeResult;
  readonly durationMs: number;
  readonly logFile: string;
}

const MOST_TABLES = 20;

/** The outcome as programs read it. */
export function doneDocument(done: Done): Readonly<Record<string, unknown>> {
  const { runId, subject, result, durationMs, logFile } = done;
  const { backup } = result;
  return {
    schema: 'llmgw.nuke/v1',
    result: 'done',
    changed: true,
    run_id: runId,
    target: targetDocument(subject.identity),
    ...subject.request,
    tables: result.tables.map(({ arrivedAfter, ...table }) => ({
      ...table,
      arrived_after: arrivedAfter,
    })),
    rows: rowsOf(result),
    dropped: result.dropped,
    xid: result.xid,
    settled: result.settled,
    untouched: result.untouched,
    lock_wait_ms: Math.round(result.lockWaitMs),
    lock_held_ms: Math.round(result.lockHeldMs),
    duration_ms: durationMs,
    backup:
      backup === null
        ? null
        : {
            folder: backup.folder,
            format: backup.format,
            bytes: backup.bytes,
            sha256: backup.sha256,
          },
    restore: backup === null ? null : restoreCommand(backup),
    warnings: warningsOf(result),
    log: logFile,
  };
}

/** The outcome as people read it. */
export function renderDone(done: Done, paint: Paint): string {
  const { subject, result, durationMs, logFile } = done;
  const { identity } = subject;
  const { backup } = result;
  const seconds = (durationMs / 1_000).toFixed(1);
  const lines = [
    ...renderTables(result.tables),
    `${paint.green('nuke-db: done')} · ${formatCount(rowsOf(result))} rows of ${result.tables.length} tables ` +
      `${result.dropped ? 'dropped' : 'emptied'} in ${identity.database} @ ${identity.host}:${identity.port} · ` +
      `${seconds} s, locked ${formatCount(result.lockHeldMs)} ms · transaction ${result.xid}`,
    `${formatCount(result.untouched)} other relations compared: none has moved`,
    ...warningsOf(result).map((text) => `${paint.yellow('warning')}: ${text}`),
    ...(backup === null
      ? []
      : [
          `backup   ${backup.folder} · ${formatBytes(backup.bytes)} · sha256 ${backup.sha256}`,
          `restore  ${restoreCommand(backup)}`,
        ]),
    `log      ${logFile}`,
    `${paint.cyan('next')}: LiteLLM proxies keep keys and models in memory: restart them, and flush their Redis`,
  ];
  return `${lines.join('\n')}\n`;
}

/** The command that takes it back. */
function restoreCommand({ folder }: BackupRecord): string {
  const isPlain = /^[\w./@:+-]+$/.test(folder);
  return `llmgw restore --from ${isPlain ? folder : `'${folder.replaceAll("'", String.raw`'\''`)}'`}`;
}

function rowsOf({ tables }: WipeResult): number {
  return tables.reduce((sum, { before }) => sum + before, 0);
}

function renderTables(tables: readonly TableOutcome[]): string[] {
  const filled = tables.filter(({ before }) => before > 0).sort((a, b) => b.before - a.before);
  const shown = filled.slice(0, MOST_TABLES);
  if (shown.length === 0) return [];
  const width = Math.max(...shown.map(({ table }) => table.length));
  const row = (name: string, before: string, after: string, arrived: string): string =>
    `${name.padEnd(width)} ${before.padStart(12)} ${after.padStart(8)} ${arrived}`.trimEnd();
  return [
    row('TABLE', 'BEFORE', 'AFTER', ''),
    ...shown.map(({ table, before, estimated, after, arrivedAfter }) =>
      row(
        table,
        `${estimated ? '~' : ''}${formatCount(before)}`,
        formatCount(after),
        arrivedAfter ? ` (${formatCount(arrivedAfter)} arrived since)` : '',
      ),
    ),
    ...(filled.length > shown.length ? [`… and ${filled.length - shown.length} more tables`] : []),
  ];
}

function warningsOf({ tables, backup, settled, warnings }: WipeResult): readonly string[] {
  const late = tables.filter(({ arrivedAfter }) => (arrivedAfter ?? 0) > 0);
  const lost = tables.filter(
    ({ table, before, estimated }) =>
      backup !== null && !estimated && before !== (backup.rows[table] ?? before),
  );
  return [
    ...warnings,
    ...(settled ? ['the answer to COMMIT was lost; the server says that it is done'] : []),
    ...late.map(({ table, arrivedAfter }) => `${arrivedAfter} rows have arrived in ${table} since`),
    ...lost.map(
      ({ table, before }) =>
        `${table} had ${backup?.rows[table]} rows at the backup, ${before} at the wipe (--exact-backup avoids that)`,
    ),
  ];
}
