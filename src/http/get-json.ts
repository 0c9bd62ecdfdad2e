import { Agent, request, type Dispatcher } from 'undici';

/** A GET for one document. */
export interface JsonGet {
  /** On a unix socket the host of `url` is only a name. */
  readonly url: string;
  /** The path of a unix socket; null: TCP. */
  readonly socketPath: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Nobody is there: no such socket, nobody listens on the port. */
const ABSENT = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK']);
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Gets a JSON document on a connection of its own; null: nobody listens. Redirects are not followed.
 * Rejects with an `Error` that names no header for any answer but a 200 with JSON of at most
 * `maxBytes`.
 */
export async function getJson({ url, socketPath, ...get }: JsonGet): Promise<unknown> {
  const connect = { timeout: CONNECT_TIMEOUT_MS, ...(socketPath === null ? {} : { socketPath }) };
  const agent = new Agent({ connect });
  try {
    const { headers, signal } = get;
    const answer = await request(url, { dispatcher: agent, headers: { ...headers }, signal });
    return await readJson(answer, get.maxBytes);
  } catch (thrown) {
    if (isAbsent(thrown)) return null;
    throw thrown;
  } finally {
    await agent.destroy();
  }
}

async function readJson(
  { statusCode, body }: Dispatcher.ResponseData,
  maxBytes: number,
): Promise<unknown> {
  if (statusCode !== 200) throw new Error(`it answered with status ${statusCode}`);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > maxBytes) throw new Error(`it sent more than ${maxBytes} bytes`);
    chunks.push(piece);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown;
  } catch {
    throw new Error('what it sent is no JSON');
  }
}

function isAbsent(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null) return false;
  const code: unknown = Reflect.get(thrown, 'code');
  return typeof code === 'string' && ABSENT.has(code);
}
