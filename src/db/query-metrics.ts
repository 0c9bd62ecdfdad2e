import type { Logger } from '../telemetry/logger.ts';
import type { MetricsRegistry } from '../telemetry/metrics.ts';
import type { QueryEvent } from './database.ts';

/** Seconds; a look-up by key is in the first, a report over a month in the last. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Where statements are told of. */
export interface QueryWatch {
  readonly registry: MetricsRegistry;
  readonly logger: Pick<Logger, 'warn'>;
  /** Statements that take longer are logged. */
  readonly slowMs: number;
}

/**
 * Counts and times every statement by its name, and logs the slow ones. Names are of a fixed set;
 * neither the text nor a value is shown anywhere.
 */
export function watchQueries({
  registry,
  logger,
  slowMs,
}: QueryWatch): (event: QueryEvent) => void {
  const seconds = registry.histogram(
    'llmgw_db_query_seconds',
    'Seconds of statements, by name.',
    ['query'],
    BUCKETS,
  );
  const rows = registry.counter('llmgw_db_rows', 'Rows that statements gave or touched.', [
    'query',
  ]);
  const failures = registry.counter('llmgw_db_query_failures', 'Statements that failed.', [
    'query',
    'reason',
  ]);
  return ({ name, ms, rows: count, failure }) => {
    seconds.with([name]).observe(ms / 1_000);
    if (count > 0) rows.with([name]).inc(count);
    if (failure !== null) failures.with([name, failure]).inc();
    if (ms >= slowMs) logger.warn({ query: name, ms: Math.round(ms), rows: count }, 'slow query');
  };
}
