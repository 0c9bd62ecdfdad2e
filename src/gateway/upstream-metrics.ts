import type { MetricsRegistry } from '../telemetry/metrics.ts';
import type { AttemptRecord, RecordSink, RequestRecord } from './record-usage.ts';
import { LATENCY_BUCKETS } from './request-metrics.ts';

const BREAKER = ['deployment', 'operation'] as const;

/** Attempts that ended without a word about the deployment's health keep their own name. */
const NOT_FAILED: ReadonlySet<string> = new Set(['answered', 'aborted', 'lost']);

/** Registers what is counted of attempts and retries, and gives the sink that feeds it. */
export function createUpstreamSink(registry: MetricsRegistry): RecordSink {
  const countAttempt = attemptMetrics(registry);
  const countRetries = retryMetrics(registry);
  return (batch) => {
    for (const record of batch) {
      for (const attempt of record.attempts) countAttempt(attempt);
      countRetries(record);
    }
  };
}

function attemptMetrics(registry: MetricsRegistry): (attempt: AttemptRecord) => void {
  const attempts = registry.counter(
    'llmgw_circuit_breaker_attempts_total',
    'Calls of a deployment by how they ended; the class is empty unless they failed.',
    [...BREAKER, 'outcome', 'class'],
  );
  const seconds = registry.histogram(
    'llmgw_upstream_attempt_seconds',
    'From sending a call to its end.',
    [...BREAKER, 'outcome'],
    LATENCY_BUCKETS,
  );
  const firstToken = registry.histogram(
    'llmgw_upstream_ttft_seconds',
    'From sending a call to the first content token of its stream.',
    [...BREAKER],
    LATENCY_BUCKETS,
  );
  return ({ deploymentId, operation, outcome: end, ms, ttftMs }) => {
    const breaker = [deploymentId, operation];
    const failed = !NOT_FAILED.has(end);
    const outcome = failed ? 'failed' : end;
    attempts.with([...breaker, outcome, failed ? end : '']).inc();
    seconds.with([...breaker, outcome]).observe(ms / 1_000);
    if (ttftMs !== null) firstToken.with(breaker).observe(ttftMs / 1_000);
  };
}

function retryMetrics(registry: MetricsRegistry): (record: RequestRecord) => void {
  const total = registry.counter(
    'llmgw_retries_total',
    'Retries by what became of their request; those the budget did not allow.',
    ['group', 'result'],
  );
  return ({ group, errorCode, retries, retriesRefused }) => {
    if (retries > 0) {
      total.with([group, errorCode === null ? 'answered' : 'failed']).inc(retries);
    }
    if (retriesRefused > 0) total.with([group, 'budget_exhausted']).inc(retriesRefused);
  };
}
