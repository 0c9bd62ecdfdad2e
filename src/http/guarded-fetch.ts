import { lookup as resolveName, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { Agent, fetch as undiciFetch, type RequestInit as UndiciInit } from 'undici';

/** A `fetch` that nobody can point at the machine's own cloud metadata. */
export interface GuardedFetch {
  readonly fetch: typeof fetch;
  /** Ends what is under way. */
  close(): Promise<void>;
}

/** An address that is never called. */
export class ForbiddenAddressError extends Error {
  constructor(host: string) {
    super(`${host} is an address of the link or of a cloud's metadata: it is never called`);
    this.name = 'ForbiddenAddressError';
  }
}

/** Limits of a connection, in milliseconds. */
export interface GuardedFetchOptions {
  readonly connectTimeoutMs: number;
}

const METADATA_NAMES = new Set(['metadata.google.internal', 'metadata.goog', 'metadata']);
const FORBIDDEN = new BlockList();
FORBIDDEN.addSubnet('169.254.0.0', 16, 'ipv4');
FORBIDDEN.addAddress('100.100.100.200', 'ipv4');
FORBIDDEN.addSubnet('fe80::', 10, 'ipv6');
FORBIDDEN.addAddress('fd00:ec2::254', 'ipv6');

/** Whether an IP address is one that is never called. */
export function isForbiddenAddress(address: string): boolean {
  return isIP(address) !== 0 && FORBIDDEN.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/**
 * Makes a `fetch` over connections of its own. Addresses of the link and of cloud metadata are refused
 * however they are written, also when a name resolves to one: the address that was checked is the one that is
 * called.
 */
export function createGuardedFetch({ connectTimeoutMs }: GuardedFetchOptions): GuardedFetch {
  const agent = new Agent({
    connect: { lookup, timeout: connectTimeoutMs },
    // Streams of events are silent for as long as their caller allows.
    bodyTimeout: 0,
    headersTimeout: 0,
  });
  const guarded = async (input: unknown, init?: unknown): Promise<unknown> => {
    const url = new URL(input instanceof URL ? input.href : String(input));
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isForbiddenAddress(host) || METADATA_NAMES.has(host)) throw new ForbiddenAddressError(host);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- two descriptions of the same fetch
    return undiciFetch(url, { ...(init as UndiciInit), dispatcher: agent });
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- two descriptions of the same fetch
  return { fetch: guarded as typeof fetch, close: () => agent.destroy() };
}

type Callback = (fault: Error | null, address: string | LookupAddress[], family?: number) => void;

/** Resolves a name and refuses it when one of its addresses is forbidden. */
function lookup(host: string, options: LookupOptions, callback: Callback): void {
  resolveName(host, { ...options, all: true }, (fault, addresses) => {
    if (fault !== null) return callback(fault, []);
    if (addresses.some(({ address }) => isForbiddenAddress(address))) {
      return callback(new ForbiddenAddressError(host), []);
    }
    if (options.all === true) return callback(null, addresses);
    const [first] = addresses;
    return callback(null, first?.address ?? '', first?.family ?? 4);
  });
}
