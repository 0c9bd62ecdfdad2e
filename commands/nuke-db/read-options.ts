import { LlmgwError } from '../../src/core/errors.ts';
import { suggest } from '../../src/core/suggest.ts';
import { MARKER } from '../../src/wipe/marker.ts';
import { parseTables } from '../../src/wipe/scope.ts';
import type { Overrides } from '../../src/wipe/guards.ts';
import type { Scope, WipeRequest } from '../../src/wipe/types.ts';
import type { DatabaseFlags } from '../find-database.ts';
import type { BackupOptions, MarkOptions, NukeOptions, SurveyOptions } from './nuke-options.ts';

/** The flags as commander gives them. */
export interface Flags {
  readonly scope: string;
  readonly tables?: string;
  readonly method: string;
  readonly withMigrations?: boolean;
  readonly databaseUrlEnv?: string;
  readonly databaseUrlFile?: string;
  readonly production?: string;
  readonly allowConnected?: boolean;
  readonly terminateOthers?: boolean;
  readonly confirm?: string;
  readonly yes?: boolean;
  readonly environment?: string;
  /** `false` for --no-backup. */
  readonly backup?: string | boolean;
  readonly discardRows?: string;
  readonly backupFormat: string;
  readonly exactBackup?: boolean;
  readonly lockTimeout: string;
  readonly statementTimeout: string;
  readonly countTimeout: string;
  readonly backupTimeout: string;
  readonly watch: string;
  readonly logFormat: string;
  readonly audit: boolean;
  readonly dryRun?: boolean;
  readonly exitCode?: boolean;
}

const ACTIONS = ['plan', 'run', 'mark', 'protect'] as const;
const SCOPES = ['data', 'spend', 'keys', 'models', 'all'] as const;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Turns flags into what is meant. Throws `E_USAGE` for what contradicts itself. */
export function readOptions(flags: Flags, words: readonly string[]): NukeOptions {
  const [word = 'plan', ...rest] = words;
  if (rest.length > 0) throw usage('one action at a time', 'action');
  const action = pick('action', word, ACTIONS);
  if (action === 'mark' || action === 'protect') return readMark(action, flags);
  const survey = readSurvey(flags);
  if (action === 'plan' || flags.dryRun === true) {
    return { ...survey, action: 'plan', exitCode: flags.exitCode ?? false };
  }
  return {
    ...survey,
    action: 'run',
    lockTimeoutMs: duration('--lock-timeout', flags.lockTimeout),
    logFormat: pick('--log-format', flags.logFormat, ['text', 'json']),
    audit: flags.audit,
  };
}

function readSurvey(flags: Flags): SurveyOptions {
  return {
    database: readDatabase(flags),
    request: readRequest(flags),
    countTimeoutMs: duration('--count-timeout', flags.countTimeout),
    statementTimeoutMs: duration('--statement-timeout', flags.statementTimeout),
    watchMs: duration('--watch', flags.watch),
    confirm: flags.confirm ?? null,
    overrides: readOverrides(flags),
    backup: readBackup(flags),
  };
}

function readOverrides(flags: Flags): Overrides {
  const { production = null, allowConnected = false, terminateOthers = false, yes = false } = flags;
  const backup = flags.backup !== false;
  const { discardRows } = flags;
  if (backup && discardRows !== undefined) {
    throw usage('--discard-rows belongs to --no-backup', '--discard-rows');
  }
  return {
    ...{ production, allowConnected, terminateOthers, yes, backup },
    discardRows: discardRows === undefined ? null : count('--discard-rows', discardRows),
  };
}

function readBackup({
  backup,
  backupFormat,
  backupTimeout,
  exactBackup = false,
}: Flags): BackupOptions {
  if (backup === false && exactBackup) throw usage('--exact-backup needs a backup', '--no-backup');
  return {
    folder: typeof backup === 'string' ? backup : null,
    format: pick('--backup-format', backupFormat, ['auto', 'pg_dump', 'rows']),
    exact: exactBackup,
    timeoutMs: duration('--backup-timeout', backupTimeout),
  };
}

function readRequest({ scope, tables, method, withMigrations = false }: Flags): WipeRequest {
  const named: Scope = tables === undefined ? pick('--scope', scope, SCOPES) : 'tables';
  if (withMigrations && named !== 'all') {
    throw usage('--with-migrations belongs to --scope all', '--with-migrations');
  }
  return {
    scope: named,
    tables: tables === undefined ? [] : parseTables(tables),
    method: pick('--method', method, ['truncate', 'delete']),
    withMigrations,
  };
}

function readMark(action: 'mark' | 'protect', flags: Flags): MarkOptions {
  const { environment = action === 'protect' ? 'production' : undefined, production = null } =
    flags;
  if (environment === undefined) throw usage('mark needs --environment NAME', '--environment');
  if (!MARKER.test(environment)) {
    throw usage('--environment takes a word such as production, staging or ci', '--environment');
  }
  return {
    action: 'mark',
    database: readDatabase(flags),
    environment: environment === 'none' ? null : environment,
    production,
  };
}

function readDatabase({ databaseUrlEnv, databaseUrlFile }: Flags): DatabaseFlags {
  return { urlEnv: databaseUrlEnv ?? null, urlFile: databaseUrlFile ?? null, schema: null };
}

function pick<Word extends string>(flag: string, text: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  const meant = suggest(text, words);
  throw usage(
    `${flag} takes one of ${words.join(', ')}`,
    flag,
    meant === null ? undefined : `did you mean ${meant}?`,
  );
}

function duration(flag: string, text: string): number {
  const [, amount, unit = 's'] = /^(\d{1,6})(ms|s|m|h)?$/.exec(text) ?? [];
  const ms = Number(amount) * (UNITS[unit] ?? Number.NaN);
  if (ms >= 0 && ms <= 24 * 3_600_000) return ms;
  throw usage(`${flag} takes a time such as 500ms, 3s or 30m, up to 24h`, flag);
}

function count(flag: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usage(`${flag} takes a number of rows`, flag);
}

function usage(message: string, where: string, hint = 'see `llmgw nuke-db --help`'): LlmgwError {
  return new LlmgwError('E_USAGE', message, { where, hint });
}
