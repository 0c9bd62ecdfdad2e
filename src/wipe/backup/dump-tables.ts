import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LlmgwError } from '../../core/errors.ts';
import { quoteTable } from '../../db/identifier.ts';
import type { TokenSubject } from '../token.ts';
import type { BackupManifest, BackupTable } from './backup-manifest.ts';
import { parseDumpList } from './dump-list.ts';
import { runTool, type PgTools } from './pg-tools.ts';
import { digestOf, syncFile } from './rows-file.ts';

/** What is dumped, and how. */
export interface DumpJob {
  readonly subject: TokenSubject;
  readonly folder: string;
  /** The dump and the counts show the same moment. */
  readonly snapshot: string;
  readonly counted: readonly { readonly name: string; readonly rows: number }[];
  readonly tools: PgTools;
}

const FILE = 'tables.dump';

/** Lets `pg_dump` write the tables, and `pg_restore` say that they are all in it. */
export async function dumpTables(job: DumpJob): Promise<Pick<BackupManifest, 'tables' | 'dump'>> {
  const { subject, folder, snapshot, counted, tools } = job;
  const path = join(folder, FILE);
  const { schema, targets, views } = subject.manifest;
  const parts = [
    ...targets.flatMap(({ name, partitions }) => [{ schema, name }, ...partitions]),
    ...views.map((name) => ({ schema, name })),
  ];
  // pg_dump would let everybody read it.
  writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
  await runTool(
    'pg_dump',
    [
      ...['--format=custom', '--no-password', '--load-via-partition-root'],
      ...[`--snapshot=${snapshot}`, '--lock-wait-timeout=10s', `--file=${path}`, '--strict-names'],
      ...parts.map((part) => `--table=${quoteTable(part.schema, part.name)}`),
    ],
    tools,
  );
  syncFile(path);
  await verifyDump(job, path);
  const dump = { name: FILE, ...(await digestOf(path)) };
  const tables = counted.map((one): BackupTable => ({ ...one, file: null, columns: [] }));
  return { tables, dump };
}

async function verifyDump({ subject, tools }: DumpJob, path: string): Promise<void> {
  const { schema, targets } = subject.manifest;
  const { tables } = parseDumpList(await runTool('pg_restore', ['--list', path], tools));
  const listed = new Set(tables.map((table) => `${table.schema}.${table.name}`));
  const wanted = targets.flatMap(({ name, partitions }) =>
    partitions.length > 0 ? partitions : [{ schema, name }],
  );
  const missing = wanted.filter((part) => !listed.has(`${part.schema}.${part.name}`));
  if (missing.length === 0) return;
  throw new LlmgwError('E_FAILED', `the dump lacks ${missing.map(({ name }) => name).join(', ')}`, {
    where: path,
    hint: 'nothing was changed; --backup-format rows makes a backup without pg_dump',
  });
}
