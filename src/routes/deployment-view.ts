import { describeRest, toPlainText } from '../gateway/breaker-words.ts';
import type { Deployment } from '../gateway/deployment.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type {
  BreakerFailure,
  BreakerSnapshot,
  WindowSnapshot,
} from '../resilience/breaker/types.ts';

/** One deployment and the state of each of its breakers. No prompt, no credential. */
export function viewDeployment(gateway: Gateway, deployment: Deployment) {
  const { clock, breakers } = gateway;
  const now = clock.now();
  const wallMs = clock.wallMs();
  const seen = breakers.ofDeployment(deployment.id).map((breaker) => breaker.snapshot(now));
  return {
    ...nameDeployment(deployment),
    in_flight: deployment.state.inFlight,
    breakers: seen.map((snapshot) => viewBreaker(snapshot, wallMs)),
  };
}

/** What a deployment is called. */
export function nameDeployment({ id, config, target }: Deployment) {
  return {
    model_id: id,
    model_group: config.modelName,
    model: `${config.provider}/${config.model}`,
    ...(target.displayBase === '' ? {} : { api_base: target.displayBase }),
  };
}

function viewBreaker(snapshot: BreakerSnapshot, wallMs: number) {
  const { lastFailure, hold, override } = snapshot;
  return {
    operation: snapshot.operation,
    state: snapshot.state.toLowerCase(),
    since: new Date(wallMs - snapshot.inStateMs).toISOString(),
    in_state_ms: Math.round(snapshot.inStateMs),
    why: describeRest(snapshot),
    cause: snapshot.cause,
    last_failure: lastFailure === null ? null : viewFailure(lastFailure),
    attempt: snapshot.attempt,
    next_probe_in_ms: roundUp(snapshot.nextProbeInMs),
    probing: snapshot.probing,
    hold: hold === null ? null : { remaining_ms: Math.ceil(hold.remainingMs) },
    quarantine: snapshot.quarantine,
    weight: round(snapshot.weight),
    override:
      override === null
        ? null
        : {
            mode: override.mode.toLowerCase(),
            remaining_ms: Math.ceil(override.remainingMs),
            actor: toPlainText(override.actor),
            reason: toPlainText(override.reason),
          },
    window: viewWindow(snapshot.window),
  };
}

function viewFailure(failure: BreakerFailure) {
  const { upstreamRequestId } = failure;
  return {
    class: failure.failureClass,
    origin: failure.origin,
    reason: toPlainText(failure.reason),
    http_status: failure.httpStatus,
    retry_after_ms: roundUp(failure.retryAfterMs),
    upstream_request_id: upstreamRequestId === null ? null : toPlainText(upstreamRequestId),
  };
}

function viewWindow(window: WindowSnapshot) {
  return {
    successes: window.successes,
    failures: window.failures,
    slow: window.slow,
    in_flight: window.inFlight,
    overdue: window.overdue,
    failure_rate: round(window.failureRate),
    slow_rate: round(window.slowRate),
    streams_started: window.streamsStarted,
    streams_broken: window.streamsBroken,
  };
}

/** Never before its time: who waits this long does not come too early. */
function roundUp(ms: number | null): number | null {
  return ms === null ? null : Math.ceil(ms);
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
