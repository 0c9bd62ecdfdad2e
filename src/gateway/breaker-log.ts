import type {
  BreakerEvent,
  BreakerListener,
  HoldEvent,
  OverrideEvent,
  ProbeEvent,
  RampEvent,
  StoreEvent,
  TransitionEvent,
  WouldTripEvent,
} from '../resilience/breaker/events.ts';
import type { BreakerFailure, WindowSnapshot } from '../resilience/breaker/types.ts';
import type { LogFields, Logger } from '../telemetry/logger.ts';
import {
  describeCause,
  describeFailure,
  describeMs,
  describeWindow,
  toPlainText,
} from './breaker-words.ts';

type Level = 'debug' | 'info' | 'warn';

/** The part of a logger that is written to. */
export type BreakerLogger = Pick<Logger, Level>;

/** How to write. */
export interface BreakerLogOptions {
  /** The sentence alone: the fields are for machines. */
  readonly forPeople?: boolean;
  /** What people call a deployment; its id where nothing is said. */
  readonly nameOf?: (deployment: string) => string;
}

/** One line. */
interface Line {
  readonly level: Level;
  readonly fields: LogFields;
  readonly message: string;
}

/**
 * One line for each change of a breaker, never for a call that goes well. Trips warn, closings
 * inform; what another process decided is for debugging, since that one has said it.
 */
export function createBreakerLog(
  logger: BreakerLogger,
  { forPeople = false, nameOf = (id) => id }: BreakerLogOptions = {},
): BreakerListener {
  return (event) => {
    const line = lineOf(event, `${nameOf(event.deployment)} (${event.operation})`);
    if (line === null) return;
    const fields = forPeople ? {} : { ...headOf(event), ...line.fields };
    logger[line.level](fields, line.message);
  };
}

/** The key's third part, the credential, stays out: not even its hash belongs in a log. */
function headOf({ kind, id, deployment, operation }: BreakerEvent): LogFields {
  return { event: `circuit_breaker_${kind}`, breaker_id: id, deployment, operation };
}

function lineOf(event: BreakerEvent, name: string): Line | null {
  if (event.kind === 'transition') return transitionLine(event, name);
  if (event.kind === 'hold') return holdLine(event, name);
  if (event.kind === 'override') return overrideLine(event, name);
  if (event.kind === 'would_trip') return wouldTripLine(event, name);
  return noteLine(event, name);
}

function line(level: Level, message: string, fields: LogFields): Line {
  return { level, message, fields };
}

type Note = RampEvent | ProbeEvent | StoreEvent;

/** What is worth a line besides; of probes the transition that follows tells. */
const NOTES: Readonly<Record<Note['kind'], readonly [Level, (name: string) => string] | null>> = {
  probe_started: null,
  probe_settled: null,
  probe_fenced: ['info', (name) => `the verdict of a probe of ${name} came too late to count`],
  lease_lost: ['warn', (name) => `a probe of ${name} was given up: its lease was not renewed`],
  ramp_done: ['debug', (name) => `${name} takes all its calls again`],
  store_degraded: ['warn', (name) => `${name} goes on by itself: the shared state is away`],
  store_recovered: ['info', (name) => `${name} shares its state again`],
};

function noteLine(event: Note, name: string): Line | null {
  const note = NOTES[event.kind];
  if (note === null) return null;
  const [level, words] = note;
  if ('reason' in event && event.reason !== '') {
    const reason = toPlainText(event.reason);
    return line(level, `${words(name)} (${reason})`, { reason });
  }
  return line(
    level,
    words(name),
    'result' in event ? { result: event.result, duration_ms: round(event.durationMs) } : {},
  );
}

function transitionLine(event: TransitionEvent, name: string): Line {
  const { failure, detectionMs, recoveryMs } = event;
  const fields = {
    from: event.from.toLowerCase(),
    to: event.to.toLowerCase(),
    cause: event.cause,
    ...(failure === null ? {} : failureFields(failure)),
    epoch: event.epoch,
    attempt: event.attempt,
    open_ms: round(event.openMs),
    window: windowFields(event.window),
    scope: event.scope,
    in_previous_state_ms: round(event.inPreviousStateMs),
    ...(detectionMs === null ? {} : { detection_ms: round(detectionMs) }),
    ...(recoveryMs === null ? {} : { recovery_ms: round(recoveryMs) }),
  };
  return line(levelOf(event), `${name} ${transitionWords(event)}`, fields);
}

function levelOf({ scope, to }: TransitionEvent): Level {
  if (scope === 'shared') return 'debug';
  return to === 'OPEN' ? 'warn' : 'info';
}

function transitionWords(event: TransitionEvent): string {
  if (event.to === 'OPEN') return openingWords(event);
  if (event.to === 'HALF_OPEN') {
    return `is asked again after ${describeMs(event.inPreviousStateMs)}: one call is the probe`;
  }
  const took = event.recoveryMs === null ? '' : ` after ${describeMs(event.recoveryMs)}`;
  return `closed${took}: ${describeCause(event.cause)}`;
}

function openingWords(event: TransitionEvent): string {
  const { cause, failure, openMs } = event;
  const counts = describeWindow(cause, event.window);
  const verb = event.from === 'HALF_OPEN' ? 'stays open' : 'opened';
  const evidence = counts === '' ? '' : ` (${counts})`;
  const last = failure === null ? '' : `, last ${describeFailure(failure)}`;
  const why = `${describeCause(cause)}${evidence}${last}`;
  return `${verb}: ${why}; next probe in ${describeMs(openMs)}`;
}

function holdLine({ holdMs, failure }: HoldEvent, name: string): Line {
  const why = failure === null ? '' : `: ${describeFailure(failure)}`;
  return line('info', `${name} is left alone for ${describeMs(holdMs)}${why}`, {
    hold_ms: round(holdMs),
    ...(failure === null ? {} : failureFields(failure)),
  });
}

function overrideLine(event: OverrideEvent, name: string): Line {
  const { mode, ttlMs } = event;
  const actor = toPlainText(event.actor);
  const reason = toPlainText(event.reason);
  if (mode === null) {
    // Actor and reason are those of what has ended: time may have ended it.
    const message = `the override of ${name} by ${actor} is over: ${reason}`;
    return line('info', message, { mode: 'none', actor, reason });
  }
  const word = mode.toLowerCase();
  const said = `${name} is ${word.replace('_', ' ')} for ${describeMs(ttlMs)} by ${actor}: ${reason}`;
  return line('warn', said, { mode: word, ttl_ms: round(ttlMs), actor, reason });
}

function wouldTripLine({ cause }: WouldTripEvent, name: string): Line {
  const message = `${name} would have opened, were it enforced: ${describeCause(cause)}`;
  return line('warn', message, { cause });
}

function failureFields(failure: BreakerFailure): LogFields {
  const { failureClass, origin, httpStatus, retryAfterMs, upstreamRequestId } = failure;
  return {
    failure_class: failureClass,
    failure_origin: origin,
    failure_reason: toPlainText(failure.reason),
    ...(httpStatus === null ? {} : { http_status: httpStatus }),
    ...(retryAfterMs === null ? {} : { retry_after_ms: round(retryAfterMs) }),
    ...(upstreamRequestId === null ? {} : { upstream_request_id: toPlainText(upstreamRequestId) }),
  };
}

function windowFields(window: WindowSnapshot): LogFields {
  return {
    calls: window.successes + window.failures,
    failures: window.failures,
    slow: window.slow,
    inflight: window.inFlight,
    overdue: window.overdue,
    failure_rate: round(window.failureRate),
    slow_rate: round(window.slowRate),
    streams_started: window.streamsStarted,
    streams_broken: window.streamsBroken,
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
