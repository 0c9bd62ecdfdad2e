/** One answer as it came over the wire. */
export interface RawResponse {
  readonly status: number;
  readonly reason: string;
  /** By lower-case name; duplicates are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Name, value, name, value… as they came. */
  readonly rawHeaders: readonly string[];
  /** Without the framing of chunks. */
  readonly body: Buffer;
  readonly text: string;
}

interface Taken {
  readonly response: RawResponse;
  readonly rest: Buffer;
}

interface Body {
  readonly body: Buffer;
  readonly end: number;
}

const BODILESS = new Set([204, 304]);

/**
 * Takes the first complete final answer off the bytes; null when there is none yet. `closed`: no
 * more bytes will come, so an answer without a length is complete. Throws at what is no HTTP.
 */
export function readResponse(bytes: Buffer, closed: boolean, method = 'GET'): Taken | null {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd === -1) return null;
  const [statusLine = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n');
  const match = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(statusLine);
  if (match === null) throw new Error(`not a status line: ${JSON.stringify(statusLine)}`);
  const status = Number(match[1]);
  const after = bytes.subarray(headEnd + 4);
  if (status < 200 && status !== 101) return readResponse(after, closed, method);
  const rawHeaders = lines.flatMap(splitHeader);
  const headers = joinHeaders(rawHeaders);
  const empty = method === 'HEAD' || BODILESS.has(status);
  const read = empty ? { body: Buffer.alloc(0), end: 0 } : readBody(after, headers, closed);
  if (read === null) return null;
  const { body, end } = read;
  const text = body.toString();
  const response = { status, reason: match[2] ?? '', headers, rawHeaders, body, text };
  return { response, rest: after.subarray(end) };
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  if (colon < 1) throw new Error(`not a header: ${JSON.stringify(line)}`);
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

function joinHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const value = raw[i + 1] ?? '';
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return headers;
}

function readBody(bytes: Buffer, headers: Record<string, string>, closed: boolean): Body | null {
  if (headers['transfer-encoding']?.toLowerCase() === 'chunked') return readChunks(bytes);
  const declared = headers['content-length'];
  if (declared === undefined) return closed ? { body: bytes, end: bytes.length } : null;
  const end = Number(declared);
  return bytes.length < end ? null : { body: bytes.subarray(0, end), end };
}

function readChunks(bytes: Buffer): Body | null {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return null;
    const size = parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16);
    if (Number.isNaN(size)) throw new Error('not the size of a chunk');
    const start = lineEnd + 2;
    if (size === 0) return endOfChunks(bytes, start, parts);
    if (bytes.length < start + size + 2) return null;
    parts.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}

/** Trailers, if any, are skipped. */
function endOfChunks(bytes: Buffer, start: number, parts: Buffer[]): Body | null {
  const body = Buffer.concat(parts);
  if (bytes.subarray(start, start + 2).equals(Buffer.from('\r\n'))) return { body, end: start + 2 };
  const trailersEnd = bytes.indexOf('\r\n\r\n', start);
  return trailersEnd === -1 ? null : { body, end: trailersEnd + 4 };
}
