import { isStaleSocket } from './socket-use.ts';
import type { UpstreamFault } from './upstream.ts';

type Kind = UpstreamFault['kind'];

const KINDS: Readonly<Record<string, Kind>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'connect_refused',
  EHOSTUNREACH: 'connect_refused',
  ENETUNREACH: 'connect_refused',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  ETIMEDOUT: 'connect_timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_ABORTED: 'aborted',
  UND_ERR_DESTROYED: 'aborted',
  UND_ERR_CLOSED: 'aborted',
};

const TEXTS: Readonly<Record<Kind, string>> = {
  dns: 'the host name cannot be resolved',
  connect_refused: 'the connection was refused',
  connect_timeout: 'the connection was not established in time',
  tls: 'the TLS handshake failed',
  reset: 'the connection was closed before the answer was complete',
  protocol: 'the answer is not valid HTTP',
  aborted: 'the call was ended by the gateway',
};

interface CodedError extends Error {
  readonly code?: string;
}

/** Puts what the transport threw into our words. `headSeen`: an answer had begun. */
export function describeFault(fault: CodedError, origin: string, headSeen: boolean): UpstreamFault {
  const kind = kindOf(fault);
  return {
    kind,
    message: `${origin}: ${TEXTS[kind]}`,
    staleSocket: kind === 'reset' && !headSeen && isStaleSocket(fault),
  };
}

function kindOf(fault: CodedError): Kind {
  const code = fault.code ?? '';
  const known = KINDS[code];
  if (known !== undefined) return known;
  // undici gives its parser's errors no code.
  if (fault.name === 'HTTPParserError') return 'protocol';
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_/.test(code)) return 'tls';
  return /^(HPE_|UND_ERR_)/.test(code) ? 'protocol' : 'reset';
}
