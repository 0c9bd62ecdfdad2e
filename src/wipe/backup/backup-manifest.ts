import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LlmgwError } from '../../core/errors.ts';
import { codeOf } from '../../core/service-fault.ts';
import type { SequenceState } from '../../db/queries/wipe-copy-rows.ts';

/** One table of a backup. */
export interface BackupTable {
  readonly name: string;
  /** Counted in the very snapshot that was copied. */
  readonly rows: number;
  /** Of format `rows`: its file, columns in order; null otherwise. */
  readonly file: BackupFile | null;
  readonly columns: readonly string[];
}

export interface BackupFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What a backup says about itself: `manifest.json` in its folder. */
export interface BackupManifest {
  readonly schema: 'llmgw.backup/v1';
  readonly runId: string;
  readonly createdAt: string;
  /** `host:port/database`. */
  readonly where: string;
  readonly systemIdentifier: string | null;
  readonly serverVersion: string;
  /** Of the tables. */
  readonly tableSchema: string;
  readonly scope: string;
  readonly format: 'pg_dump' | 'rows';
  /** So that those who are referred to come first. */
  readonly tables: readonly BackupTable[];
  readonly views: readonly string[];
  readonly sequences: readonly SequenceState[];
  /** Of format `pg_dump`. */
  readonly dump: BackupFile | null;
  /** What it takes to read the secrets in it. */
  readonly secrets: string;
}

const FILE = 'manifest.json';

/** Writes `manifest.json`, last of all, and waits until the folder is on disk; its SHA-256. */
export function writeBackupManifest(folder: string, manifest: BackupManifest): string {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const fd = openSync(join(folder, FILE), 'wx', 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  syncFolder(folder);
  return createHash('sha256').update(text).digest('hex');
}

/** What is in a folder is there after a power cut, too. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Reads a backup's `manifest.json`. Throws `E_NO_INPUT` when there is none, or none of ours. */
export function readBackupManifest(folder: string): BackupManifest {
  const file = join(folder, FILE);
  const value = parse(readText(file), file);
  if (isManifest(value)) return value;
  throw new LlmgwError('E_NO_INPUT', 'this is no backup that llmgw has made', {
    where: file,
    hint: 'give the folder that nuke-db named, with its manifest.json',
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new LlmgwError('E_NO_INPUT', `the backup cannot be read: ${codeOf(cause)}`, {
      where: file,
      hint: 'give the folder that nuke-db named with --from; without manifest.json a backup was never finished',
    });
  }
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new LlmgwError('E_NO_INPUT', 'the manifest of the backup is damaged', { where });
  }
}

/** The parse border: what is used later is checked here. */
function isManifest(value: unknown): value is BackupManifest {
  if (typeof value !== 'object' || value === null) return false;
  const { schema, tables, format, tableSchema, sequences, dump } = value as Partial<BackupManifest>;
  return (
    schema === 'llmgw.backup/v1' &&
    typeof tableSchema === 'string' &&
    Array.isArray(tables) &&
    tables.every(isTable) &&
    Array.isArray(sequences) &&
    (format === 'rows' ? tables.every(({ file }) => isFile(file)) : isFile(dump))
  );
}

function isTable(value: unknown): value is BackupTable {
  if (typeof value !== 'object' || value === null) return false;
  const { name, rows, columns } = value as Partial<BackupTable>;
  return (
    typeof name === 'string' &&
    typeof rows === 'number' &&
    Array.isArray(columns) &&
    columns.every((column) => typeof column === 'string')
  );
}

/** Names with a path in them would lead out of the folder. */
function isFile(value: unknown): value is BackupFile {
  if (typeof value !== 'object' || value === null) return false;
  const { name, sha256 } = value as Partial<BackupFile>;
  return typeof name === 'string' && /^[\w.-]+$/.test(name) && typeof sha256 === 'string';
}
