import type { Paint } from '../../src/cli/io.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { Pruned } from '../../src/db/queries/infra-prune.ts';
import type { Stored } from '../../src/infra/store-snapshot.ts';
import type { StoredSource } from '../../src/infra/stored-sources.ts';

/** What a run came to. */
export interface IngestReport {
  readonly host: string;
  readonly runId: string;
  /** Another run holds the lock: nothing was looked at. */
  readonly locked: boolean;
  readonly dryRun: boolean;
  /** Null when locked. */
  readonly stored: Stored | null;
  /** Runs in a row, with this one, that were not all right. */
  readonly failedRuns: number;
  readonly pruned: Pruned | null;
}

/** The exit code: 8 when a part failed, 1 when all did, 0 as long as that is tolerated. */
export function exitOf({ stored, failedRuns }: IngestReport, tolerate: number): ExitCode {
  if (stored === null || stored.status === 'ok') return EXIT.ok;
  if (failedRuns <= tolerate) return EXIT.ok;
  return stored.status === 'failed' ? EXIT.critical : EXIT.partial;
}

/** The report as programs read it. */
export function ingestDocument(report: IngestReport): Readonly<Record<string, unknown>> {
  const { host, runId, locked, dryRun, stored, failedRuns, pruned } = report;
  return {
    schema: 'llmgw.ingest/v1',
    ...{ runId, host, locked, dryRun },
    status: stored?.status ?? 'skipped',
    changed: stored === null ? 0 : changesOf(stored.sources),
    failedRuns,
    rootHash: stored?.rootHash ?? null,
    sources: stored?.sources ?? [],
    warnings: stored?.warnings ?? [],
    pruned,
  };
}

/** One line. */
export function renderSummary({ host, locked, dryRun, stored }: IngestReport): string {
  if (stored === null) {
    return `ingest-state: ${locked ? 'another run is under way' : 'nothing was done'} on ${host}\n`;
  }
  const { sources } = stored;
  const seen = sum(sources, 'seen');
  const changes = changesOf(sources);
  const found = sources.filter(({ status }) => status === 'ok').map(({ name }) => name);
  return [
    `ingest-state: ${host}: ${seen} things seen by ${found.join(', ') || 'nobody'}`,
    changes === 0
      ? 'nothing changed'
      : `${sum(sources, 'inserted')} new, ${sum(sources, 'updated')} changed, ${sum(sources, 'gone')} gone`,
    ...(dryRun ? ['dry run: nothing was stored'] : []),
  ]
    .join(' · ')
    .concat('\n');
}

/** What is wrong, a line each: the only thing a run under cron says. */
export function renderTroubles(stored: Stored, paint: Paint): string {
  return stored.sources
    .filter(({ status }) => ['failed', 'timeout', 'partial'].includes(status))
    .map(({ name, status, error, warnings }) => {
      const why = error ?? warnings[0] ?? 'a part of it could not be read';
      return `${paint.yellow(`${name}: ${status}`)}: ${why}\n`;
    })
    .join('');
}

/** Things that are new, changed or gone. */
function changesOf(sources: readonly StoredSource[]): number {
  return sum(sources, 'inserted') + sum(sources, 'updated') + sum(sources, 'gone');
}

function sum(
  sources: readonly StoredSource[],
  field: 'seen' | 'inserted' | 'updated' | 'gone',
): number {
  return sources.reduce((total, source) => total + source[field], 0);
}
