import ipaddr from 'ipaddr.js';

/** Where an address leads, as far as its text tells. */
export type Reach =
  | 'loopback'
  | 'unspecified'
  | 'private'
  | 'link-local'
  | 'metadata'
  | 'public-ip'
  | 'internal-name'
  | 'public-name';

/** A host and what it is. */
export interface Address {
  /** As WHATWG URL writes it: `2130706433` and `0x7f.1` are `127.0.0.1` here. Without brackets. */
  readonly host: string;
  readonly reach: Reach;
  readonly isIp: boolean;
  /** null: none was written. */
  readonly port: number | null;
  /** `http:` and so on; null for a bare host. */
  readonly scheme: string | null;
}

const METADATA = new Set([
  '169.254.169.254',
  'fd00:ec2::254',
  'metadata.google.internal',
  'metadata.goog',
  '100.100.100.200',
]);
const INTERNAL_NAME = /^[^.]+$|\.(?:internal|local|localdomain|lan|home\.arpa|svc|cluster\.local)$/;
const BARE_IPV6 = /^[\da-f]*:[\da-f:]*:[\da-f.]*$/i;
const IP = /^\d{1,3}(?:\.\d{1,3}){3}$|:/;
const HAS_SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;
/** A name that the parser would give back as it is: nothing to fold, no numbers at its end, no punycode. */
const PLAIN_NAME =
  /^([a-z][a-z\d+.-]*):\/\/(?!xn--)([a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.(?!xn--)[a-z\d](?:[a-z\d-]*[a-z\d])?)*\.[a-z]{2,})(?:[/?#]|$)/;
const HOST_PORT = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?(?:[/?#]|$)/i;

/**
 * Reads a URL, `host:port` or host. Null when it is none. Odd spellings of IPv4 (`127.1`,
 * `2130706433`, `0x7f000001`, `0177.0.0.1`) and of IPv6 are folded first.
 */
export function readAddress(text: string): Address | null {
  const written = text.trim();
  const plain = PLAIN_NAME.exec(written);
  return plain === null ? parse(written) : named(plain[2] ?? '', `${plain[1] ?? ''}:`);
}

function parse(written: string): Address | null {
  const trimmed = BARE_IPV6.test(written) ? `[${written}]` : written;
  const scheme = HAS_SCHEME.exec(trimmed)?.[0] ?? null;
  // `http` makes the parser fold numbers; other schemes keep the host as it is written.
  const rest = scheme === null ? trimmed : trimmed.slice(scheme.length);
  if (scheme === null && !HOST_PORT.test(trimmed)) return null;
  const url = `http://${rest}`;
  if (!URL.canParse(url)) return null;
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  // The parser folds every spelling of an address to one of these.
  const isIp = IP.test(host) && ipaddr.isValid(host);
  return {
    host,
    reach: isIp ? reachOfIp(host) : reachOfName(host),
    isIp,
    port: port === '' ? null : Number(port),
    scheme: scheme === null ? null : scheme.slice(0, -2).toLowerCase(),
  };
}

// Parsing costs microseconds, and a large file has an address on each of its lines.
function named(host: string, scheme: string): Address {
  return { host, reach: reachOfName(host), isIp: false, port: null, scheme };
}

function reachOfName(host: string): Reach {
  if (METADATA.has(host)) return 'metadata';
  if (host === 'localhost' || host.endsWith('.localhost')) return 'loopback';
  return INTERNAL_NAME.test(host) ? 'internal-name' : 'public-name';
}

function reachOfIp(host: string): Reach {
  if (METADATA.has(host)) return 'metadata';
  const parsed = ipaddr.process(host);
  const plain = parsed.toString();
  if (METADATA.has(plain)) return 'metadata';
  return RANGES[parsed.range()] ?? 'public-ip';
}

const RANGES: Readonly<Partial<Record<string, Reach>>> = {
  loopback: 'loopback',
  unspecified: 'unspecified',
  linkLocal: 'link-local',
  private: 'private',
  uniqueLocal: 'private',
  carrierGradeNat: 'private',
};
