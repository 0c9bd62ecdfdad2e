import {
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  SseError,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import { isTimeoutName } from './timeout-names.ts';
import { McpFault, type McpFaultKind } from '../tool.ts';

/** What is known besides the error itself. */
export interface FaultContext {
  /** Why a stdio server ended; null: it did not, or there is none. */
  readonly ending: string | null;
  /** The caller gave up. */
  readonly isAborted: boolean;
}

/** Whatever the library, the network or the server made of it, as a fault in our words. */
export function toFault(thrown: unknown, { ending, isAborted }: FaultContext): McpFault {
  if (thrown instanceof McpFault) return thrown;
  const fault = (kind: McpFaultKind, message: string): McpFault =>
    new McpFault(kind, plain(message), { cause: thrown });
  if (isAborted) return fault('cancelled', 'it was cancelled');
  if (ending !== null) return fault('unreachable', ending);
  if (thrown instanceof UnauthorizedError)
    return fault('auth-required', 'it wants credentials (HTTP 401)');
  if (thrown instanceof SdkHttpError) return fault(...ofStatus(thrown.status));
  if (thrown instanceof SdkError) return fault(...ofSdk(thrown));
  if (thrown instanceof ProtocolError) return fault(...ofProtocol(thrown));
  if (thrown instanceof SseError && thrown.code !== undefined)
    return fault(...ofStatus(thrown.code));
  return fault(...ofNetwork(thrown));
}

type Told = readonly [kind: McpFaultKind, message: string];

function ofStatus(status: number): Told {
  if (status === 401) return ['auth-required', 'it wants credentials (HTTP 401)'];
  if (status === 403) return ['auth-required', 'it refuses these credentials (HTTP 403)'];
  if (status === 404) return ['unreachable', 'there is no MCP server at this address (HTTP 404)'];
  return ['unreachable', `it answers with HTTP ${status}`];
}

function ofSdk({ code, message }: SdkError): Told {
  if (code === SdkErrorCode.RequestTimeout) return ['timeout', 'it did not answer in time'];
  if (code === SdkErrorCode.ConnectionClosed) return ['unreachable', 'it closed the connection'];
  if (code === SdkErrorCode.CapabilityNotSupported) return ['protocol', 'it has no tools'];
  if (code === SdkErrorCode.ListPaginationExceeded) {
    return ['protocol', 'its list of tools has no end'];
  }
  return ['protocol', message];
}

const INVALID_PARAMS = -32_602;
/** What the client itself says of a result that is not as the tool's schema promised. */
const LIE =
  /^(?:Structured content does not match|Tool .* has an output schema but did not return)/;

function ofProtocol({ code, message }: ProtocolError): Told {
  if (LIE.test(message))
    return ['protocol', 'its result is not what the schema of the tool promises'];
  if (/invalid outputSchema/.test(message))
    return ['protocol', 'the schema of its results is no schema'];
  if (code === INVALID_PARAMS && /unknown tool|tool .*not found/i.test(message)) {
    return ['unknown-tool', message];
  }
  return code === INVALID_PARAMS ? ['invalid-arguments', message] : ['remote-error', message];
}

function ofNetwork(thrown: unknown): Told {
  const causes = chain(thrown);
  const known = causes.find(({ name }) => name === 'ForbiddenAddressError');
  if (known !== undefined) return ['refused', known.message];
  if (causes.some(({ name, code }) => isTimeoutName(name) || isTimeoutName(code))) {
    return ['timeout', 'it did not answer in time'];
  }
  const code = causes.map((cause) => cause.code).find((text) => text !== '');
  if (code !== undefined) return ['unreachable', WORDS[code] ?? `it cannot be reached (${code})`];
  // `fetch failed` says nothing; what it was caused by does.
  const deepest = causes.findLast(({ message }) => message !== '');
  return ['protocol', deepest?.message ?? 'it failed'];
}

const WORDS: Readonly<Partial<Record<string, string>>> = {
  ECONNREFUSED: 'nobody listens at this address',
  ECONNRESET: 'it closed the connection',
  ENOTFOUND: 'its name does not resolve',
  EAI_AGAIN: 'its name does not resolve',
  EHOSTUNREACH: 'there is no way to this address',
  ENETUNREACH: 'there is no way to this address',
  UND_ERR_SOCKET: 'it closed the connection',
};

interface Cause {
  readonly name: string;
  readonly message: string;
  readonly code: string;
}

function chain(thrown: unknown): readonly Cause[] {
  const causes: Cause[] = [];
  for (let at = thrown; typeof at === 'object' && at !== null && causes.length < DEEPEST;) {
    const { name, message, code, cause }: Partial<Record<keyof Cause | 'cause', unknown>> = at;
    causes.push({ name: text(name), message: text(message), code: text(code) });
    at = cause;
  }
  return causes;
}

const DEEPEST = 8;

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** In one line, and with nothing a terminal would obey. */
function plain(message: string): string {
  return message
    .replaceAll(/[^\P{C}]+|\s+/gu, ' ')
    .trim()
    .slice(0, 500);
}
