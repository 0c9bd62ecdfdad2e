import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Clock } from '../core/clock.ts';
import { codeOf, kindOfSocketCode } from '../core/service-fault.ts';

/** Where to knock. */
export interface ProbeTarget {
  readonly host: string;
  readonly port: number;
  /** Also shake hands, and look at the certificate. */
  readonly tls: boolean;
}

/** Limits of one probe. */
export interface ProbeLimits {
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** How far a connection came. Nothing is ever sent on it but a TLS handshake. */
export interface AddressProbe {
  readonly status: 'ok' | 'refused' | 'dns' | 'timeout' | 'tls';
  readonly ms: number;
  /** What is worth knowing: `TLSv1.3, certificate for 89 more days`; why it failed. */
  readonly detail: string;
}

const DAY_MS = 86_400_000;

/** Resolves the name, connects, and with `tls` verifies the certificate. Never throws. */
export async function probeAddress(
  target: ProbeTarget,
  { timeoutMs, clock }: ProbeLimits,
): Promise<AddressProbe> {
  const startedAt = clock.now();
  const end = (status: AddressProbe['status'], detail: string): AddressProbe => ({
    status,
    ms: Math.round(clock.now() - startedAt),
    detail,
  });
  const abort = new AbortController();
  const timer = clock.setTimer(timeoutMs, () => abort.abort());
  try {
    return end('ok', await knock(target, abort.signal, clock));
  } catch (thrown) {
    if (abort.signal.aborted) return end('timeout', `no answer within ${timeoutMs} ms`);
    return end(statusOf(thrown), codeOf(thrown) || 'the connection failed');
  } finally {
    timer.cancel();
  }
}

async function knock(target: ProbeTarget, signal: AbortSignal, clock: Clock): Promise<string> {
  const { host, port, tls } = target;
  const address = await untilAborted(signal, lookup(host));
  const common = { host: address.address, port };
  if (!tls) {
    await ready(connect(common), 'connect', signal);
    return '';
  }
  // A name for SNI; RFC 6066 forbids an address there.
  const name = isIP(host) === 0 ? { servername: host } : {};
  const socket = connectTls({ ...common, ...name, ALPNProtocols: ['http/1.1'] });
  return ready(socket, 'secureConnect', signal, () => describe(socket, clock));
}

/** What `read` gives once the socket says `event`; the socket is gone in any case. */
async function ready(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
  read: () => string = () => '',
): Promise<string> {
  try {
    await untilAborted(
      signal,
      new Promise<void>((resolve, reject) => {
        socket.once(event, () => resolve());
        socket.once('error', reject);
        socket.once('close', () => reject(new Error('closed')));
      }),
    );
    return read();
  } finally {
    // A late error has nobody to tell.
    socket.on('error', () => undefined);
    socket.destroy();
  }
}

async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  // The loser of the race must not become an unhandled rejection.
  work.catch(() => undefined);
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      const fail = (): void => reject(new Error('aborted'));
      if (signal.aborted) fail();
      else signal.addEventListener('abort', fail, { once: true });
    }),
  ]);
}

function describe(socket: TLSSocket, clock: Clock): string {
  const until = Date.parse(socket.getPeerCertificate().valid_to);
  const days = Math.floor((until - clock.wallMs()) / DAY_MS);
  return `${socket.getProtocol() ?? 'TLS'}, certificate for ${days} more days`;
}

function statusOf(thrown: unknown): AddressProbe['status'] {
  const kind = kindOfSocketCode(codeOf(thrown));
  return kind === null || kind === 'auth' || kind === 'protocol' ? 'refused' : kind;
}
