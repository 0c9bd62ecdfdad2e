import type { ProviderError } from '../providers/provider.ts';
import { classifyFailure } from '../resilience/failure-class.ts';
import type { UpstreamFault } from '../http/upstream.ts';
import type { AttemptFailure } from './attempt-outcome.ts';

/** A failure the provider put into words. */
export function providerFailure(
  error: ProviderError,
  retryAfterMs: number | null = null,
): AttemptFailure {
  return {
    failureClass: classifyFailure(error),
    error,
    retryAfterMs,
    origin: 'upstream',
    silent: false,
    staleSocket: false,
    ours: false,
  };
}

/** A failure of the way to the provider. The host is left out: error bodies name no deployment. */
export function transportFailure(fault: UpstreamFault, headSeen: boolean): AttemptFailure {
  return {
    failureClass: fault.kind === 'connect_timeout' ? 'timeout' : 'transient',
    error: plainError(fault.kind === 'connect_timeout' ? 504 : 502, TEXTS[fault.kind]),
    retryAfterMs: null,
    origin: headSeen ? 'upstream' : 'local',
    silent: false,
    staleSocket: fault.staleSocket,
    ours: false,
  };
}

const TEXTS: Readonly<Record<UpstreamFault['kind'], string>> = {
  dns: 'The upstream host cannot be resolved.',
  connect_refused: 'The upstream refused the connection.',
  connect_timeout: 'The upstream could not be connected to in time.',
  tls: 'The TLS handshake with the upstream failed.',
  reset: 'The upstream closed the connection before its answer was complete.',
  protocol: 'The upstream answered with something that is not valid HTTP.',
  aborted: 'The call was ended by the gateway.',
};

/** Our own deadline passed. `headSeen`: the upstream had begun to answer. */
export function deadlineFailure(waitedMs: number, headSeen: boolean): AttemptFailure {
  const seconds = Number((waitedMs / 1_000).toFixed(3));
  return {
    failureClass: 'timeout',
    error: plainError(408, `The upstream sent nothing within the limit of ${seconds} seconds.`),
    retryAfterMs: null,
    origin: headSeen ? 'upstream' : 'local',
    silent: true,
    staleSocket: false,
    ours: false,
  };
}

/** A probe may no longer run: its lease is over. Says nothing about the upstream. */
export const LEASE_LOST: AttemptFailure = {
  failureClass: 'transient',
  error: plainError(503, 'The gateway ended its probe of the upstream.'),
  retryAfterMs: null,
  origin: 'local',
  silent: false,
  staleSocket: false,
  ours: true,
};

/** Another deployment's answer does not continue what the client has. `at` counts characters. */
export function divergedFailure(at: number): AttemptFailure {
  const message = `The upstream broke off its stream, and no other answer continues it (they part at character ${at}).`;
  return { ...protocolFailure(message), ours: true };
}

/** The upstream broke its own protocol, e.g. an answer over the size limit. */
export function protocolFailure(message: string): AttemptFailure {
  return {
    failureClass: 'transient',
    error: plainError(502, message),
    retryAfterMs: null,
    origin: 'upstream',
    silent: false,
    staleSocket: false,
    ours: false,
  };
}

function plainError(status: number, message: string): ProviderError {
  return { status, message, type: null, code: null, param: null };
}
