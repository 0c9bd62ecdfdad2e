import { join } from 'node:path';
import { LlmgwError } from '../../core/errors.ts';
import type { Queryable } from '../../db/database.ts';
import {
  closeRows,
  fetchLines,
  openRows,
  readCopiedColumns,
} from '../../db/queries/wipe-copy-rows.ts';
import { refuseInterrupted } from '../interrupted.ts';
import type { BackupManifest, BackupTable } from './backup-manifest.ts';
import { digestOf, readLines, writeLines } from './rows-file.ts';

/** What is exported, and where to. */
export interface ExportJob {
  /** Shows one snapshot; text stands for values exactly in it. */
  readonly tx: Queryable;
  readonly folder: string;
  readonly schema: string;
  readonly signal: AbortSignal;
  readonly counted: readonly { readonly name: string; readonly rows: number }[];
}

const FIRST_PAGE = 100;
const MAX_PAGE = 5_000;
/** About this much is held in memory at a time; rows of spend logs may be large. */
const PAGE_BYTES = 4 * 1_024 * 1_024;

/** Writes each table into a file of its own, row by row, and reads it back. */
export async function exportTables(
  job: ExportJob,
): Promise<Pick<BackupManifest, 'tables' | 'dump'>> {
  const tables: BackupTable[] = [];
  for (const [at, table] of job.counted.entries()) tables.push(await exportTable(job, table, at));
  return { tables, dump: null };
}

async function exportTable(
  { tx, folder, schema, signal }: ExportJob,
  { name, rows }: { readonly name: string; readonly rows: number },
  at: number,
): Promise<BackupTable> {
  const columns = await readCopiedColumns(tx, schema, name);
  const fileName = `${String(at + 1).padStart(3, '0')}-${name.replaceAll(/\W/g, '_')}.jsonl.gz`;
  const path = join(folder, fileName);
  await openRows(tx, schema, name, columns);
  const file = await writeLines(path, fileName, pages(tx, signal));
  await closeRows(tx);
  await verify(path, rows, file.sha256);
  return { name, rows, file, columns: columns.map((column) => column.name) };
}

async function* pages(tx: Queryable, signal: AbortSignal): AsyncGenerator<string> {
  for (let size = FIRST_PAGE; ;) {
    refuseInterrupted(signal);
    const lines = await fetchLines(tx, size);
    if (lines.length > 0) yield `${lines.join('\n')}\n`;
    if (lines.length < size) return;
    const bytes = lines.reduce((sum, line) => sum + line.length, 0);
    size = Math.max(1, Math.min(MAX_PAGE, Math.floor((PAGE_BYTES * lines.length) / (bytes + 1))));
  }
}

async function verify(path: string, rows: number, sha256: string): Promise<void> {
  let lines = 0;
  for await (const _ of readLines(path)) lines += 1;
  if (lines === rows && (await digestOf(path)).sha256 === sha256) return;
  throw new LlmgwError('E_IO', 'the backup does not read as it was written', {
    where: path,
    hint: 'check the disk, or put it elsewhere with --backup; nothing was changed',
  });
}
