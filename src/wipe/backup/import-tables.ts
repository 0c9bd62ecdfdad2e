import { join } from 'node:path';
import { LlmgwError } from '../../core/errors.ts';
import type { Queryable } from '../../db/database.ts';
import {
  insertLines,
  makeTextExact,
  readCopiedColumns,
  setSequence,
  type CopiedColumn,
} from '../../db/queries/wipe-copy-rows.ts';
import type { BackupManifest, BackupTable } from './backup-manifest.ts';
import { readLines } from './rows-file.ts';

/** What is imported, and where to. */
export interface ImportJob {
  readonly folder: string;
  readonly manifest: BackupManifest;
  /** Of the tables; need not be the one they came from. */
  readonly schema: string;
}

const MAX_LINES = 1_000;
const MAX_LENGTH = 4 * 1_024 * 1_024;

/** Writes the rows of a backup of format `rows` back, and sets the counters, in the caller's transaction. */
export async function importTables(tx: Queryable, job: ImportJob): Promise<void> {
  await makeTextExact(tx);
  for (const table of job.manifest.tables) await importTable(tx, job, table);
  const { tableSchema, sequences } = job.manifest;
  for (const sequence of sequences) {
    const schema = sequence.schema === tableSchema ? job.schema : sequence.schema;
    await setSequence(tx, { ...sequence, schema });
  }
}

async function importTable(tx: Queryable, job: ImportJob, table: BackupTable): Promise<void> {
  if (table.file === null || table.rows === 0) return;
  const columns = await matchColumns(tx, job.schema, table);
  const place = { schema: job.schema, table: table.name, columns };
  let page: string[] = [];
  let length = 0;
  for await (const line of readLines(join(job.folder, table.file.name))) {
    page.push(line);
    length += line.length;
    if (page.length < MAX_LINES && length < MAX_LENGTH) continue;
    await insertLines(tx, place, page);
    page = [];
    length = 0;
  }
  if (page.length > 0) await insertLines(tx, place, page);
}

/** Types are taken from the database: a backup names columns, it does not say what they are. */
async function matchColumns(
  tx: Queryable,
  schema: string,
  { name, columns }: BackupTable,
): Promise<readonly CopiedColumn[]> {
  const found = await readCopiedColumns(tx, schema, name);
  return columns.map((wanted) => {
    const column = found.find((one) => one.name === wanted);
    if (column !== undefined) return column;
    throw new LlmgwError('E_REFUSED', `${name} has no column ${wanted} here`, {
      hint: 'bring the tables to the version of LiteLLM that the backup is of; nothing was changed',
    });
  });
}
