import { describeDuration } from '../../core/duration.ts';
import type { Freshness } from '../../db/queries/infra-read-current.ts';
import type { Answer, Question } from './question.ts';

/** How old what is shown is. */
export interface FreshnessView {
  /** The oldest look that the answer rests on, ISO; null: nobody has looked. */
  readonly asOf: string | null;
  readonly ageMs: number | null;
  readonly stale: boolean;
  readonly warnings: readonly string[];
  readonly collectors: readonly {
    readonly host: string;
    readonly collector: string;
    readonly lastOk: string | null;
    readonly lastStatus: string;
  }[];
}

/** What an age is judged by. */
export interface Judging {
  readonly nowMs: number;
  readonly options: { readonly staleAfterMs: number };
  readonly question: Pick<Question, 'atMs'>;
}

/**
 * The age of an answer is that of its oldest collector; without facts, of all collectors that ever saw
 * something. What was asked of the past does not age.
 */
export function freshnessOf(
  { facts, freshness }: Pick<Answer, 'facts' | 'freshness'>,
  { nowMs, options, question }: Judging,
): FreshnessView {
  const used = new Set(facts.map(({ host, collector }) => `${host}\t${collector}`));
  const seen = freshness.filter(({ lastOkMs }) => lastOkMs !== null);
  const relevant =
    facts.length === 0
      ? seen
      : freshness.filter(({ host, collector }) => used.has(`${host}\t${collector}`));
  const oldest = relevant.reduce<number | null>(
    (old, { lastOkMs }) => (lastOkMs === null ? old : Math.min(old ?? lastOkMs, lastOkMs)),
    null,
  );
  const isNow = question.atMs === null;
  const warnings = isNow
    ? relevant
        .filter(({ lastOkMs }) => nowMs - (lastOkMs ?? 0) > options.staleAfterMs)
        .map((row) => describeStale(row, nowMs))
    : [];
  return {
    asOf: isoOf(isNow ? oldest : question.atMs),
    ageMs: oldest === null ? null : nowMs - oldest,
    stale: warnings.length > 0,
    warnings,
    collectors: relevant.map(({ host, collector, lastOkMs, lastStatus }) => ({
      ...{ host, collector, lastStatus },
      lastOk: isoOf(lastOkMs),
    })),
  };
}

/** One line for people. */
export function describeFreshness({ asOf, ageMs, collectors }: FreshnessView): string {
  if (asOf === null || ageMs === null) return 'nobody has looked yet: run `llmgw ingest-state`\n';
  const hosts = [...new Set(collectors.map(({ host }) => host))];
  const age = describeDuration(ageMs);
  return `as of ${asOf} (last look ${age} ago) on ${hosts.slice(0, 5).join(', ')}\n`;
}

function describeStale(row: Freshness, nowMs: number): string {
  const { host, collector, lastOkMs, lastTryMs, lastStatus } = row;
  const ok = lastOkMs === null ? 'never' : `${describeDuration(nowMs - lastOkMs)} ago`;
  const tried = `${describeDuration(nowMs - lastTryMs)} ago: ${lastStatus}`;
  return `${collector} of ${host} was last seen ${ok} (last try ${tried})`;
}

function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
