import type { Clock } from './clock.ts';

/** The services behind the gateway that a health check asks. */
export type ServiceName = 'redis' | 'postgresql';

/**
 * Why a service cannot be used: `refused` nobody listens or the server turns connections away,
 * `dns` its name does not resolve, `timeout` no answer in time, `auth` it does not accept who we
 * are, `tls` no encrypted connection comes about, `protocol` the answer makes no sense.
 */
export type ServiceFaultKind = 'refused' | 'dns' | 'timeout' | 'auth' | 'tls' | 'protocol';

/** What a `ServiceFault` is made of. Every text is safe to show: no password, no full address. */
export interface ServiceFaultDetail {
  readonly service: ServiceName;
  readonly kind: ServiceFaultKind;
  /** `host:port` or the path of a socket. */
  readonly where: string;
  /** What happened, as the end of a sentence: `the connection was refused`. */
  readonly what: string;
  /** The next command or edit. */
  readonly hint: string;
}

/**
 * A service behind the gateway does not answer as it should. It carries no `cause`: the errors of
 * drivers hold commands and addresses, and with them passwords.
 */
export class ServiceFault extends Error {
  readonly service: ServiceName;
  readonly kind: ServiceFaultKind;
  readonly where: string;
  readonly hint: string;

  constructor(detail: ServiceFaultDetail) {
    super(`${detail.where}: ${detail.what}`);
    this.name = 'ServiceFault';
    this.service = detail.service;
    this.kind = detail.kind;
    this.where = detail.where;
    this.hint = detail.hint;
  }
}

const KIND_OF_CODE: Readonly<Record<string, ServiceFaultKind>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ENOENT: 'refused',
  EACCES: 'refused',
  ETIMEDOUT: 'timeout',
  EPROTO: 'tls',
};

/** What a socket's error code (`ECONNREFUSED`, `CERT_HAS_EXPIRED`…) means; null: nothing we know. */
export function kindOfSocketCode(code: string): ServiceFaultKind | null {
  const known = KIND_OF_CODE[code];
  if (known !== undefined) return known;
  return /CERT|TLS|SSL|UNABLE_TO_/.test(code) ? 'tls' : null;
}

/** The `code` of anything that was thrown, or an empty text. */
export function codeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}

/** A deadline on the clock of the caller. */
export interface Deadline {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Called when the deadline passes; what it returns is thrown. */
  readonly expire: () => Error;
}

/** Waits for `work`, but no longer than the deadline. Late failures of `work` are swallowed. */
export async function within<T>(deadline: Deadline, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = deadline.clock.setTimer(deadline.timeoutMs, () => reject(deadline.expire()));
    work.then(resolve, reject).finally(() => timer.cancel());
  });
}
