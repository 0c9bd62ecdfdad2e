/**
 * Paths as routes see them. Whatever decides about a path (is it public, which endpoint is it, where
 * does it go) uses these functions, so that no two of them read the same bytes differently.
 */

/** Nothing here needs a second look: the usual case costs one scan. */
const NEEDS_WORK = /[^A-Za-z0-9/_~:@!$&'()*+,=-]|\/\/|\/$/;
/** Raw characters no HTTP path holds: URL parsers drop, convert or cut at them. */
const FORBIDDEN_RAW = /[\0-\x20\x7f\\?#]/;
/** What an escape must not hide. Encoded spaces and slashes are data; encoded controls are not. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const FORBIDDEN_DECODED = /[\0-\x1f\x7f\\]/;
/** A dot segment between real or encoded slashes, also with parameters (`..;x`). */
const DOT_SEGMENT = /(?:^|[/\\])\.{1,2}(?:;[^/\\]*)?(?=[/\\]|$)/;
/** Bytes that never occur in UTF-8: overlong forms of `.` and `/`. */
const OVERLONG = /%c[01]/i;
const ESCAPE = /%[0-9a-f]{2}/gi;
/** Servers decode once, some twice. Who encodes more often than this hides something. */
const MAX_DECODES = 3;

/**
 * The path with single slashes and no trailing one; the root stays `/`. Null when the path is not
 * absolute or must not be routed: dot segments, backslashes and control characters, plain or
 * encoded. An encoded slash stays encoded, so it never separates segments.
 */
export function normalizePath(path: string): string | null {
  if (path.charCodeAt(0) !== 47) return null;
  if (!NEEDS_WORK.test(path)) return path;
  if (isTreacherous(path)) return null;
  const collapsed = collapseSlashes(path);
  return collapsed.length > 1 && collapsed.endsWith('/') ? collapsed.slice(0, -1) : collapsed;
}

function collapseSlashes(path: string): string {
  return path.replace(/\/{2,}/g, '/');
}

function isTreacherous(path: string): boolean {
  if (FORBIDDEN_RAW.test(path) || DOT_SEGMENT.test(path) || OVERLONG.test(path)) return true;
  let text = path;
  for (let round = 0; round < MAX_DECODES; round += 1) {
    const decoded = decodeOnce(text);
    if (decoded === text) return false;
    if (FORBIDDEN_DECODED.test(decoded) || DOT_SEGMENT.test(decoded)) return true;
    text = decoded;
  }
  return decodeOnce(text) !== text;
}

function decodeOnce(text: string): string {
  return text.replace(ESCAPE, (escape) => String.fromCharCode(parseInt(escape.slice(1), 16)));
}

/**
 * Public prefixes from a comma separated text or a list of such texts. A missing leading slash is
 * added, a trailing `*` kept; entries that could never match a normalised path are left out.
 */
export function parsePublicPrefixes(text: string | readonly string[]): readonly string[] {
  const entries = (typeof text === 'string' ? [text] : text).flatMap((part) => part.split(','));
  return [...new Set(entries.map((entry) => parsePrefix(entry.trim())).filter(isPresent))];
}

function parsePrefix(entry: string): string | null {
  if (entry === '') return null;
  const absolute = entry.startsWith('/') ? entry : `/${entry}`;
  if (!absolute.endsWith('*')) return normalizePath(absolute);
  const stem = collapseSlashes(absolute.slice(0, -1));
  return normalizePath(stem) === null ? null : `${stem}*`;
}

function isPresent(value: string | null): value is string {
  return value !== null;
}

/**
 * Whether the path lies under one of the prefixes, as `parsePublicPrefixes` gives them. A prefix
 * covers itself and what is below it, by whole segments: `/health` covers `/health/live`, not
 * `/healthz`; `/` covers only the root. `/pub*` covers whatever begins with `/pub`, `/pub/*` only
 * what is below `/pub`.
 */
export function isPublicPath(path: string, prefixes: readonly string[]): boolean {
  const normal = normalizePath(path);
  return normal !== null && prefixes.some((prefix) => covers(prefix, normal));
}

function covers(prefix: string, path: string): boolean {
  if (prefix.endsWith('*')) return path.startsWith(prefix.slice(0, -1));
  return path === prefix || (prefix !== '/' && isBelow(path, prefix));
}

function isBelow(path: string, parent: string): boolean {
  return path.startsWith(parent) && path.charCodeAt(parent.length) === 47;
}

/** The part of a pass-through endpoint that matching needs. */
export interface EndpointRoute {
  /** Normalised: leading slash, no trailing slash. */
  readonly path: string;
  readonly includeSubpath: boolean;
}

/**
 * Matches a request path against an endpoint. `rest` is what follows the endpoint's path, without
 * the slash between and as the client encoded it; its trailing slash is kept, since servers tell
 * `items` and `items/` apart. Empty when the endpoint itself was asked for.
 */
export function matchEndpoint(path: string, endpoint: EndpointRoute): { rest: string } | null {
  const normal = normalizePath(path);
  if (normal === null) return null;
  if (normal === endpoint.path) return { rest: '' };
  const parent = endpoint.path === '/' ? '' : endpoint.path;
  if (!endpoint.includeSubpath || !isBelow(normal, parent)) return null;
  const trailing = path.endsWith('/') ? '/' : '';
  return { rest: normal.slice(parent.length + 1) + trailing };
}

/** How the query of a forwarded request is put together. */
export interface QueryRules {
  /** The client's raw query, without `?`. Always sent, as it came. */
  readonly client: string;
  /** Keep the target's own query beside the client's; the client wins where names meet. */
  readonly mergeTarget: boolean;
  /** Sent unless the target or the client names them. */
  readonly defaults: Readonly<Record<string, string>>;
}

const NO_QUERY: QueryRules = { client: '', mergeTarget: false, defaults: {} };

/**
 * The URL to forward to: the target, one slash, the rest; an empty rest leaves the target's path
 * untouched. Without `mergeTarget` the target's own query is sent only when the client sends none.
 * Credentials in the target stay. Null when the target is no HTTP URL, or when the rest would leave
 * the target's path, encoded or not.
 */
export function joinTarget(target: string, rest: string, query = NO_QUERY): string | null {
  const url = parseHttpUrl(target);
  if (url === null || isTreacherous(`/${rest}`)) return null;
  const { origin, pathname } = url;
  const tail = rest.replace(/^\/+/, '');
  if (tail !== '') url.pathname = `${pathname}${pathname.endsWith('/') ? '' : '/'}${tail}`;
  url.search = joinQuery(url.search.slice(1), query);
  url.hash = '';
  // The checks above make this true; it stays because a miss here is a request to a foreign place.
  return url.origin === origin && url.pathname.startsWith(pathname) ? url.href : null;
}

function parseHttpUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? url : null;
}

function joinQuery(target: string, rules: QueryRules): string {
  // A raw `#` would end the query and hide what follows it from the upstream.
  const client = rules.client.replaceAll('#', '%23');
  const keepsTarget = rules.mergeTarget || client === '';
  const clientNames = queryNames(client);
  const kept = keepsTarget ? splitQuery(target).filter((p) => !clientNames.has(nameOf(p))) : [];
  const taken = new Set([...clientNames, ...kept.map(nameOf)]);
  const defaults = Object.entries(rules.defaults).filter(([name]) => !taken.has(name));
  const added = defaults.length === 0 ? [] : [new URLSearchParams(defaults).toString()];
  return [...added, ...kept, client].filter((part) => part !== '').join('&');
}

function splitQuery(query: string): string[] {
  return query.split('&').filter((pair) => pair !== '');
}

function queryNames(query: string): ReadonlySet<string> {
  return new Set(splitQuery(query).map(nameOf));
}

function nameOf(pair: string): string {
  const [name] = new URLSearchParams(pair).keys();
  return name ?? '';
}
