import { execa } from 'execa';
import { LlmgwError } from '../../core/errors.ts';
import type { Secret } from '../../core/secret.ts';
import { parseDatabaseUrl } from '../../db/database-url.ts';

/** How PostgreSQL's own programs are run. */
export interface PgTools {
  readonly url: Secret;
  /** Only `PATH` and `HOME` are handed on. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly applicationName: string;
  readonly timeoutMs: number;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

const VERSION_TIMEOUT_MS = 10_000;
const KILL_AFTER_MS = 2_000;
const MAX_LIST_BYTES = 16 * 1_024 * 1_024;

/** The major version of `pg_dump` or `pg_restore` on `PATH`; null: there is none. */
export async function findToolMajor(
  program: 'pg_dump' | 'pg_restore',
  { env }: Pick<PgTools, 'env'>,
): Promise<number | null> {
  const result = await execa(program, ['--version'], {
    env: { ...plainEnvironment(env) },
    extendEnv: false,
    stdin: 'ignore',
    timeout: VERSION_TIMEOUT_MS,
    forceKillAfterDelay: KILL_AFTER_MS,
    reject: false,
  });
  const [, major] = /\(PostgreSQL\) (\d+)/.exec(result.stdout ?? '') ?? [];
  return result.failed || major === undefined ? null : Number(major);
}

/**
 * Runs one of the programs against the database: address and password go through its environment, never
 * through its arguments. Gives what it wrote; rejects with `E_FAILED` when it fails.
 */
export async function runTool(
  program: 'pg_dump' | 'pg_restore',
  args: readonly string[],
  tools: PgTools,
): Promise<string> {
  const result = await execa(program, args, {
    env: { ...plainEnvironment(tools.env), ...connectionEnvironment(tools) },
    extendEnv: false,
    stdin: 'ignore',
    maxBuffer: MAX_LIST_BYTES,
    timeout: tools.timeoutMs,
    forceKillAfterDelay: KILL_AFTER_MS,
    cancelSignal: tools.signal,
    reject: false,
  });
  if (!result.failed) return result.stdout;
  throw new LlmgwError('E_FAILED', `${program} ${reasonOf(result)}`, {
    hint: 'the format of our own needs no program: --backup-format rows',
  });
}

interface Failed {
  readonly timedOut: boolean;
  readonly isCanceled: boolean;
  readonly exitCode?: number | undefined;
  readonly code?: string | undefined;
  readonly stderr: string;
}

/** The first line of what it said: rows stand further down, if anywhere. */
function reasonOf({ timedOut, isCanceled, exitCode, code, stderr }: Failed): string {
  if (timedOut) return 'took too long';
  if (isCanceled) return 'was stopped';
  if (code === 'ENOENT') return 'is not on PATH';
  const said = stderr.split('\n').find((line) => line.includes('error:')) ?? '';
  const text = said.replaceAll(/"[^"]{64,}"|DETAIL.*|CONTEXT.*/g, '…').slice(0, 200);
  return exitCode === undefined ? 'could not be run' : `ended with ${exitCode}: ${text}`;
}

function plainEnvironment(env: PgTools['env']): Record<string, string> {
  return { PATH: env['PATH'] ?? '/usr/bin:/bin', HOME: env['HOME'] ?? '/nonexistent', LC_ALL: 'C' };
}

function connectionEnvironment({ url, applicationName }: PgTools): Record<string, string> {
  const address = parseDatabaseUrl(url);
  const { caFile, certFile, keyFile, password } = address;
  return {
    PGHOST: address.host,
    PGPORT: String(address.port),
    PGUSER: address.user,
    PGDATABASE: address.database,
    PGSSLMODE: address.sslMode,
    PGAPPNAME: applicationName,
    PGCONNECT_TIMEOUT: '10',
    PGPASSFILE: '/nonexistent',
    PGCLIENTENCODING: 'UTF8',
    ...(password === '' ? {} : { PGPASSWORD: password }),
    ...(caFile === null ? {} : { PGSSLROOTCERT: caFile }),
    ...(certFile === null ? {} : { PGSSLCERT: certFile }),
    ...(keyFile === null ? {} : { PGSSLKEY: keyFile }),
  };
}
