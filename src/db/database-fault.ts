import { messageOf } from '../core/errors.ts';
import {
  codeOf,
  kindOfSocketCode,
  ServiceFault,
  type ServiceFaultKind,
} from '../core/service-fault.ts';

interface Diagnosis {
  readonly kind: ServiceFaultKind;
  readonly what: string;
  readonly hint?: string;
}

/** By SQLSTATE. The server's own text is not shown: it may hold names and values. */
const SQLSTATES: Readonly<Record<string, Diagnosis>> = {
  '28P01': { kind: 'auth', what: 'the user name or password is wrong' },
  '28000': {
    kind: 'auth',
    what: 'the server does not let this user in from here',
    hint: 'check pg_hba.conf of the server, and whether it wants sslmode=require',
  },
  '3D000': {
    kind: 'refused',
    what: 'the database does not exist',
    hint: 'create it (createdb NAME) or correct the name in the database URL',
  },
  '42501': { kind: 'auth', what: 'the user may not connect to this database' },
  '53300': {
    kind: 'refused',
    what: 'the server has no free connections',
    hint: 'raise max_connections of the server, or lower the number of connections of its clients',
  },
  '57P01': { kind: 'refused', what: 'the server is shutting down' },
  '57P03': { kind: 'refused', what: 'the server is starting up or shutting down' },
  '57014': { kind: 'timeout', what: 'the statement took too long' },
};

const TEXTS: Readonly<Record<ServiceFaultKind, string>> = {
  refused: 'the connection was refused',
  dns: 'the host name cannot be resolved',
  timeout: 'no answer in time',
  auth: 'the login was refused',
  tls: 'the TLS handshake failed',
  protocol: 'the connection was closed, or what answers is not PostgreSQL',
};

const HINTS: Readonly<Record<ServiceFaultKind, string>> = {
  refused: 'check that PostgreSQL runs there and listens: pg_isready -h HOST -p PORT',
  dns: 'check the host name in DATABASE_URL or general_settings.database_url',
  timeout: 'check the network and firewall on the way, and the load of the database',
  auth: 'check user and password in DATABASE_URL; percent-encode special characters',
  tls: 'check sslmode and sslrootcert in DATABASE_URL against what the server offers',
  protocol: 'check that the port is the one of PostgreSQL',
};

/** Puts what the driver threw into our words; a `ServiceFault` stays as it is. */
export function explainDatabaseError(where: string, thrown: unknown): ServiceFault {
  if (thrown instanceof ServiceFault) return thrown;
  return toFault(where, diagnose(thrown));
}

/** A deadline of ours has passed. */
export function databaseTimeout(where: string, timeoutMs: number): ServiceFault {
  return toFault(where, { kind: 'timeout', what: `no answer within ${timeoutMs} ms` });
}

function toFault(where: string, { kind, what, hint }: Diagnosis): ServiceFault {
  return new ServiceFault({ service: 'postgresql', kind, where, what, hint: hint ?? HINTS[kind] });
}

/** The server said that it has no TLS. */
export function isTlsUnsupported(thrown: unknown): boolean {
  return messageOf(thrown) === 'The server does not support SSL connections';
}

function diagnose(thrown: unknown): Diagnosis {
  const code = codeOf(thrown);
  const kind = kindOfSocketCode(code) ?? kindOfMessage(thrown);
  return SQLSTATES[code] ?? { kind, what: TEXTS[kind] };
}

/** pg's own failures carry no code. */
function kindOfMessage(thrown: unknown): ServiceFaultKind {
  const message = messageOf(thrown);
  if (/time(d )?out/i.test(message)) return 'timeout';
  if (message.startsWith('SASL')) return 'auth';
  return /\bSSL\b/.test(message) ? 'tls' : 'protocol';
}
