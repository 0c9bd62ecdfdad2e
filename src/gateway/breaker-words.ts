import { redactKeys } from '../providers/shared/provider-error.ts';
import type { TransitionEvent } from '../resilience/breaker/events.ts';
import type {
  BreakerFailure,
  BreakerSnapshot,
  WindowSnapshot,
} from '../resilience/breaker/types.ts';

/** Every reason for a change, as the middle of a sentence. */
const CAUSES: Readonly<Record<TransitionEvent['cause'], string>> = {
  failure_rate: 'too many calls failed',
  slow_rate: 'too many answers began late',
  consecutive: 'calls failed in sequence',
  stream_failures: 'too many streams broke off',
  ramp: 'calls failed again while traffic was coming back',
  probe_failed: 'the probe failed',
  rebuilt: 'the shared state was lost while it was open',
  manual: 'opened by hand',
  credential: 'its credential is refused',
  permission: 'its credential may not make this call',
  quota: 'its account has no quota left',
  model_gone: 'its model does not exist',
  region: 'its region is refused',
  probe_due: 'its time is over',
  probe_ok: 'the probe succeeded',
  reset: 'reset by hand',
};

const LONGEST = 200;

/**
 * Text from outside for one line of a log or an answer: no credential, no control character, at
 * most 200 characters.
 */
export function toPlainText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it takes out
  const line = redactKeys(text).replaceAll(/[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

/** A cause for people: `calls failed in sequence`. */
export function describeCause(cause: TransitionEvent['cause']): string {
  return CAUSES[cause];
}

/** A failure for people: `503 overloaded (engine_overloaded)`, `timeout (no answer within 10 s)`. */
export function describeFailure(failure: BreakerFailure): string {
  const { httpStatus, failureClass } = failure;
  const reason = toPlainText(failure.reason);
  const name = httpStatus === null ? failureClass : `${httpStatus} ${failureClass}`;
  return reason === '' || reason === failureClass ? name : `${name} (${reason})`;
}

/** A length of time for people: `850 ms`, `4.1 s`, `15 min`. */
export function describeMs(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}

/** What of the window speaks for the cause: `8 of 12 calls`; empty where nothing of it does. */
export function describeWindow(cause: TransitionEvent['cause'], window: WindowSnapshot): string {
  const verdicts = window.successes + window.failures;
  if (cause === 'failure_rate' || cause === 'consecutive') {
    return `${window.failures} of ${verdicts} calls`;
  }
  if (cause === 'slow_rate') {
    return `${window.slow + window.overdue} of ${verdicts + window.overdue} calls`;
  }
  return cause === 'stream_failures'
    ? `${window.streamsBroken} of ${window.streamsStarted} streams`
    : '';
}

/** Why a breaker does not take every call, in a sentence; null when it does. */
export function describeRest(snapshot: BreakerSnapshot): string | null {
  const { override, hold, state } = snapshot;
  if (override !== null) return overrideWords(override);
  if (state === 'OPEN') return `open ${sinceWhy(snapshot)}; ${nextProbe(snapshot)}`;
  if (state === 'HALF_OPEN') return `half open ${sinceWhy(snapshot)}; ${nextProbe(snapshot)}`;
  if (hold !== null) {
    const left = describeMs(hold.remainingMs);
    return `the upstream asked to be left alone for another ${left}${lastFailure(snapshot)}`;
  }
  if (snapshot.weight >= 1) return null;
  return `traffic is coming back: ${Math.round(snapshot.weight * 100)} % of the calls`;
}

function overrideWords(override: NonNullable<BreakerSnapshot['override']>): string {
  const mode = override.mode.toLowerCase().replace('_', ' ');
  const actor = toPlainText(override.actor);
  const left = describeMs(override.remainingMs);
  return `${mode} by ${actor} for another ${left}: ${toPlainText(override.reason)}`;
}

function sinceWhy(snapshot: BreakerSnapshot): string {
  const why = snapshot.cause === null ? '' : `: ${describeCause(snapshot.cause)}`;
  return `for ${describeMs(snapshot.inStateMs)}${why}${lastFailure(snapshot)}`;
}

function lastFailure({ lastFailure }: BreakerSnapshot): string {
  return lastFailure === null ? '' : `, last ${describeFailure(lastFailure)}`;
}

function nextProbe({ probing, nextProbeInMs }: BreakerSnapshot): string {
  if (probing) return 'a probe is under way';
  return nextProbeInMs === null || nextProbeInMs <= 0
    ? 'the next call is the probe'
    : `next probe in ${describeMs(nextProbeInMs)}`;
}
