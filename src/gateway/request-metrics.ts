import type { MetricsRegistry } from '../telemetry/metrics.ts';
import type { Deployment } from './deployment.ts';
import type { Gateway } from './gateway.ts';
import type { AttemptRecord, RecordSink, RequestRecord } from './record-usage.ts';

/** LiteLLM's latency buckets, in seconds: dashboards draw by them. */
export const LATENCY_BUCKETS: readonly number[] = [
  0.005,
  0.00625,
  0.0125,
  0.025,
  0.05,
  0.1,
  ...Array.from({ length: 20 }, (_, i) => 0.5 * (i + 1)),
  15,
  20,
  25,
  30,
  60,
  120,
  180,
  240,
  300,
];

/** Registers the gateway's metrics, under LiteLLM's names, and gives the sink that feeds them. */
export function createMetricsSink(registry: MetricsRegistry): RecordSink {
  const requests = registry.counter(
    'litellm_proxy_total_requests_metric',
    'Requests to the gateway.',
    ['requested_model', 'route', 'status_code'],
  );
  const failed = registry.counter(
    'litellm_proxy_failed_requests_metric',
    'Requests the gateway answered with an error.',
    ['requested_model', 'route', 'exception_status', 'exception_class'],
  );
  const latency = registry.histogram(
    'litellm_request_total_latency_metric',
    'Seconds from the request to the end of its answer.',
    ['requested_model', 'route'],
    LATENCY_BUCKETS,
  );
  const tokens = {
    prompt: registry.counter('litellm_input_tokens_metric', 'Prompt tokens.', ['requested_model']),
    completion: registry.counter('litellm_output_tokens_metric', 'Completion tokens.', [
      'requested_model',
    ]),
    total: registry.counter('litellm_total_tokens_metric', 'All tokens.', ['requested_model']),
  };
  const countAttempt = attemptCounters(registry);
  return (batch) => {
    for (const record of batch) {
      const model = record.group;
      requests.with([model, record.route, String(record.status)]).inc();
      latency.with([model, record.route]).observe(record.totalMs / 1_000);
      if (record.errorCode !== null) {
        failed.with([model, record.route, String(record.status), record.errorCode]).inc();
      }
      addTokens(tokens, record);
      for (const attempt of record.attempts) countAttempt(record, attempt);
    }
  };
}

type TokenCounters = Readonly<
  Record<'prompt' | 'completion' | 'total', ReturnType<MetricsRegistry['counter']>>
>;

function addTokens(tokens: TokenCounters, { usage, group }: RequestRecord): void {
  if (usage === null) return;
  tokens.prompt.with([group]).inc(usage.promptTokens);
  tokens.completion.with([group]).inc(usage.completionTokens);
  tokens.total.with([group]).inc(usage.totalTokens);
}

function attemptCounters(registry: MetricsRegistry) {
  const labels = ['model', 'model_id', 'api_provider'];
  const total = registry.counter(
    'litellm_deployment_total_requests',
    'Calls of a deployment.',
    labels,
  );
  const good = registry.counter(
    'litellm_deployment_success_responses',
    'Calls a deployment answered.',
    labels,
  );
  const bad = registry.counter(
    'litellm_deployment_failure_responses',
    'Calls a deployment failed.',
    [...labels, 'exception_class'],
  );
  const seconds = registry.histogram(
    'litellm_llm_api_latency_metric',
    'Seconds a deployment took to answer.',
    labels,
    LATENCY_BUCKETS,
  );
  const firstToken = registry.histogram(
    'litellm_llm_api_time_to_first_token_metric',
    'Seconds to the first content token of a stream.',
    labels,
    LATENCY_BUCKETS,
  );
  return (record: RequestRecord, attempt: AttemptRecord) => {
    const values = [record.group, attempt.deploymentId, attempt.provider];
    total.with(values).inc();
    if (attempt.outcome === 'answered') good.with(values).inc();
    else if (attempt.outcome !== 'aborted') bad.with([...values, attempt.outcome]).inc();
    seconds.with(values).observe(attempt.ms / 1_000);
    if (attempt.ttftMs !== null) firstToken.with(values).observe(attempt.ttftMs / 1_000);
  };
}

/** Gauges that are read when somebody looks: health and calls under way. */
export function registerStateGauges(registry: MetricsRegistry, gateway: Gateway): void {
  const labels = ['model', 'model_id', 'api_provider'];
  const state = registry.gauge(
    'litellm_deployment_state',
    '0 healthy, 1 coming back, 2 shut by its breaker.',
    labels,
  );
  const inFlight = registry.gauge('llmgw_deployment_in_flight', 'Calls under way.', labels);
  const balance = registry.gauge(
    'llmgw_retry_budget_balance',
    'Retries that the group may make now.',
    ['group'],
  );
  const dropped = registry.gauge('llmgw_records_dropped', 'Records lost to a full queue.', []);
  registry.onCollect(() => {
    const now = gateway.clock.now();
    for (const family of [state, inFlight, balance]) family.clear();
    for (const deployment of gateway.runtime.deployments) {
      const values = [deployment.group, deployment.id, deployment.config.provider];
      state.with(values).set(outageOf(gateway, deployment, now));
      inFlight.with(values).set(deployment.state.inFlight);
      balance.with([deployment.group]).set(deployment.groupState.retryBudget.balance(now));
    }
    dropped.with([]).set(gateway.recorder.dropped);
  });
}

function outageOf({ breakers }: Gateway, { id }: Deployment, now: number): 0 | 1 | 2 {
  const weights = breakers.ofDeployment(id).map((breaker) => breaker.weight(now));
  const least = Math.min(1, ...weights);
  if (least === 0) return 2;
  return least < 1 ? 1 : 0;
}
