import type { Clock } from '../../../src/core/clock.ts';
import type { UpstreamClient, UpstreamFault } from '../../../src/http/upstream.ts';
import type { LiveCheck } from '../../../src/diagnostics/report.ts';
import {
  stateOf,
  type KeyState,
  type Verification,
} from '../../../src/security/secrets/verification.ts';

/** What came of one question. */
export interface Answer {
  readonly state: KeyState;
  readonly check: LiveCheck;
}

/** What a question is asked with. */
export interface Asking {
  readonly client: UpstreamClient;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

interface Ended {
  readonly state: KeyState;
  readonly status: LiveCheck['status'];
}

const FAULTS: Readonly<Record<UpstreamFault['kind'], LiveCheck['status']>> = {
  dns: 'dns',
  connect_refused: 'refused',
  connect_timeout: 'timeout',
  tls: 'tls',
  reset: 'protocol',
  protocol: 'protocol',
  aborted: 'protocol',
};

/** Asks whether a key works. The answer's body is not read; redirects are not followed. */
export async function askProvider(
  verification: Verification,
  key: string,
  { client, clock, timeoutMs }: Asking,
): Promise<Answer> {
  const startedAt = clock.now();
  const ended = await new Promise<Ended>((resolve) => {
    const timer = clock.setTimer(timeoutMs, () => finish({ state: 'unknown', status: 'timeout' }));
    const finish = (end: Ended): void => {
      timer.cancel();
      call.abort();
      resolve(end);
    };
    const call = client.send(requestOf(verification, key, timeoutMs), {
      onHead: ({ status }) => finish(endOf(status)),
      onData: () => true,
      onEnd: () => undefined,
      onError: ({ kind }) => finish({ state: 'unknown', status: FAULTS[kind] }),
    });
  });
  const { provider, url } = verification;
  const check = {
    check: 'provider',
    target: `${provider} ${url.host}`,
    status: ended.status,
    ms: clock.now() - startedAt,
    detail: ended.state,
  };
  return { state: ended.state, check };
}

function requestOf({ url, headers }: Verification, key: string, timeoutMs: number) {
  return {
    origin: url.origin,
    method: 'GET',
    path: url.pathname + url.search,
    headers: Object.entries({
      accept: 'application/json',
      'user-agent': 'llmgw',
      ...headers(key),
    }).flat(),
    body: null,
    connectTimeoutMs: timeoutMs,
  };
}

function endOf(status: number): Ended {
  const state = stateOf(status);
  return { state, status: state === 'live' ? 'ok' : state === 'revoked' ? 'auth' : 'protocol' };
}
