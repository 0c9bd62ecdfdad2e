import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { BackupManifest } from './backup-manifest.ts';
import { parseDumpList } from './dump-list.ts';
import { runTool, type PgTools } from './pg-tools.ts';
import { parseDatabaseUrl } from '../../db/database-url.ts';

/** What `pg_restore` is to do. */
export interface UndumpJob {
  readonly folder: string;
  readonly manifest: BackupManifest;
  readonly tools: PgTools;
  /** The tables are gone: they are made first. */
  readonly withTables: boolean;
}

/** Lets `pg_restore` put the rows back, in one transaction of its own; referred tables come first. */
export async function undumpTables({
  folder,
  manifest,
  tools,
  withTables,
}: UndumpJob): Promise<void> {
  const path = join(folder, manifest.dump?.name ?? 'tables.dump');
  const { database } = parseDatabaseUrl(tools.url);
  const common = [
    '--single-transaction',
    '--exit-on-error',
    '--no-password',
    `--dbname=${database}`,
  ];
  if (withTables) {
    await runTool('pg_restore', [...common, path], tools);
    return;
  }
  const list = join(tmpdir(), `llmgw-restore-${randomUUID()}.list`);
  writeFileSync(list, orderList(await runTool('pg_restore', ['--list', path], tools), manifest), {
    mode: 0o600,
  });
  try {
    await runTool('pg_restore', [...common, '--data-only', `--use-list=${list}`, path], tools);
  } finally {
    rmSync(list, { force: true });
  }
}

/** The order of the manifest; partitions stand where their rows go, so their place does not matter. */
function orderList(text: string, { tables, tableSchema }: BackupManifest): string {
  const listed = parseDumpList(text);
  const places = new Map(tables.map(({ name }, at) => [`${tableSchema}.${name}`, at]));
  const placeOf = (table: { schema: string; name: string }): number =>
    places.get(`${table.schema}.${table.name}`) ?? tables.length;
  const sorted = [...listed.tables].sort((a, b) => placeOf(a) - placeOf(b));
  return [...sorted.map(({ line }) => line), ...listed.sequences, ''].join('\n');
}
