import type { Deployment } from './deployment.ts';
import type { Job } from './job.ts';

/** The limits of one attempt, in milliseconds. */
export interface CallLimits {
  /** To the first content token of a stream, or to the end of a whole answer. */
  readonly firstLimitMs: number;
  /** Between two chunks of a stream. */
  readonly idleMs: number;
  /** What the configuration grants to the first token or the end: cut earlier proves nothing. */
  readonly configuredMs: number;
}

/**
 * How long an attempt may take. A stream is given up sooner while somebody else could still take the
 * call; a limit that was written, or wished for by the request, rules alone.
 */
export function callLimits(
  { request, wishes }: Job,
  { timeouts, provider, config }: Deployment,
  hasElsewhere: boolean,
): CallLimits {
  if (!request.stream) {
    const firstLimitMs = wishes.timeoutMs ?? timeouts.totalMs;
    return { firstLimitMs, idleMs: timeouts.idleMs, configuredMs: timeouts.totalMs };
  }
  const wished = wishes.streamTimeoutMs ?? wishes.timeoutMs;
  const { firstTokenFailoverMs } = timeouts;
  const soon =
    hasElsewhere &&
    firstTokenFailoverMs !== null &&
    provider.thinksFirst?.(request, config.model) !== true;
  const granted = soon
    ? Math.min(firstTokenFailoverMs, timeouts.firstTokenMs)
    : timeouts.firstTokenMs;
  return {
    firstLimitMs: wished ?? granted,
    idleMs: wished ?? timeouts.idleMs,
    configuredMs: granted,
  };
}
