import { describeDuration } from '../../src/core/duration.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import { ServiceFault } from '../../src/core/service-fault.ts';
import type { Database } from '../../src/db/database.ts';
import { readFreshness, type Freshness } from '../../src/db/queries/infra-read-current.ts';
import { readLastRuns, type LastRun } from '../../src/db/queries/read-last-runs.ts';
import { QueryFault } from '../../src/db/query-fault.ts';
import type { CheckName, CheckResult, Patient } from './check.ts';

/** A cron job that has not run for so long does not run. */
const STALE_MS = 24 * 3_600_000;

/** What our own schema says: when the state of the installation was recorded last, and what was maintained. */
export async function checkOwnSchema(
  { context, config }: Patient,
  wants: (name: CheckName) => boolean,
): Promise<readonly CheckResult[]> {
  const url = config?.general.databaseUrl ?? null;
  if (url === null || !(wants('ingest-state') || wants('maintenance'))) return [];
  const nowMs = context.clock.wallMs();
  const look = async (database: Database): Promise<readonly CheckResult[]> => [
    judgeFacts(await orNothing(readFreshness(database, null)), nowMs),
    describeRuns(await orNothing(readLastRuns(database)), nowMs),
  ];
  try {
    const results = await look(context.database(url, { maxConnections: 1 }));
    return results.filter(({ check }) => wants(check));
  } catch (thrown) {
    if (thrown instanceof ServiceFault || thrown instanceof LlmgwError) return [];
    throw thrown;
  }
}

/** Where nothing of ours was ever stored there is no schema, which is no fault. */
async function orNothing<T>(reading: Promise<readonly T[]>): Promise<readonly T[]> {
  return reading.catch((thrown: unknown) => {
    if (thrown instanceof QueryFault) return [];
    throw thrown;
  });
}

function judgeFacts(freshness: readonly Freshness[], nowMs: number): CheckResult {
  const check = 'ingest-state';
  const seen = freshness.flatMap(({ lastOkMs }) => (lastOkMs === null ? [] : [lastOkMs]));
  if (seen.length === 0) return { check, status: 'skipped', detail: 'it has never run' };
  const ageMs = nowMs - Math.max(...seen);
  const hosts = new Set(freshness.map(({ host }) => host)).size;
  const detail = `last run ${describeDuration(ageMs)} ago, ${hosts} ${hosts === 1 ? 'host' : 'hosts'}`;
  if (ageMs <= STALE_MS) return { check, status: 'ok', detail };
  const help = 'llmgw ingest-state --print-crontab prints the line that keeps it running';
  return { check, status: 'warning', detail, help };
}

function describeRuns(runs: readonly LastRun[], nowMs: number): CheckResult {
  const check = 'maintenance';
  if (runs.length === 0) return { check, status: 'skipped', detail: 'nothing was ever wiped here' };
  const list = runs.map(({ command, atMs }) => `${command} ${describeDuration(nowMs - atMs)} ago`);
  return { check, status: 'info', detail: list.join(', ') };
}
