/** What a caller got, as a client library would see it. */
export interface Answer {
  readonly status: number;
  /** All content put together. */
  readonly text: string;
  /** `[DONE]` came, and nothing after it. */
  readonly isDone: boolean;
  /** The error's message, in the body or in-band; null without one. */
  readonly error: string | null;
  /** The model that the last chunk names. */
  readonly model: string | null;
  readonly usage: Readonly<Record<string, number>> | null;
  readonly finishReason: string | null;
  /** Events that were not JSON. */
  readonly malformed: number;
  readonly ids: ReadonlySet<string>;
  readonly roles: number;
  /** Why the connection broke, or that nothing came in time; null when the answer ended properly. */
  readonly broken: string | null;
  readonly headers: Headers;
  readonly ms: number;
}

/** Posts JSON to the gateway. */
export type Post = (path: string, body: unknown, init?: RequestInit) => Promise<Response>;

interface Chunk {
  readonly id?: string;
  readonly model?: string;
  readonly usage?: Readonly<Record<string, number>> | null;
  readonly error?: { readonly message?: string };
  readonly choices?: readonly {
    readonly delta?: { readonly role?: string; readonly content?: string };
    readonly message?: { readonly content?: string };
    readonly finish_reason?: string | null;
  }[];
}

/** Longer than the longest time that a fault allows. */
const PATIENCE_MS = 120_000;

/** Sends a request and reads everything that comes back; a broken answer is one too. */
export async function call(post: Post, model: string, extra: object = {}): Promise<Answer> {
  const startedAt = performance.now();
  const { status, headers, body, broken } = await exchange(post, {
    model,
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: 'user', content: 'Tell me of the river.' }],
    ...extra,
  });
  const isStream = headers.get('content-type')?.startsWith('text/event-stream') === true;
  const events = isStream ? body.split('\n\n').filter((event) => event !== '') : [`data: ${body}`];
  const data = events.map((event) => event.replace(/^data: /, ''));
  const isDone = data.at(-1) === '[DONE]';
  const chunks = data.filter((text) => text !== '[DONE]').map(parse);
  return {
    ...read(chunks),
    isDone,
    status,
    headers,
    broken,
    ms: performance.now() - startedAt,
  };
}

interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly broken: string | null;
}

async function exchange(post: Post, request: object): Promise<Received> {
  let status = 0;
  let headers = new Headers();
  let body = '';
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await post('/v1/chat/completions', request, { signal });
    ({ status, headers } = response);
    const decoder = new TextDecoder();
    for await (const part of response.body ?? []) body += decoder.decode(part, { stream: true });
    return { status, headers, body, broken: null };
  } catch (error) {
    return { status, headers, body, broken: String(error) };
  }
}

function parse(text: string): Chunk | null {
  try {
    return JSON.parse(text) as Chunk;
  } catch {
    return null;
  }
}

function read(chunks: readonly (Chunk | null)[]) {
  const good = chunks.filter((chunk) => chunk !== null);
  const choices = good.flatMap((chunk) => chunk.choices ?? []);
  return {
    text: choices.map(({ delta, message }) => delta?.content ?? message?.content ?? '').join(''),
    error: good.find(({ error }) => error !== undefined)?.error?.message ?? null,
    model: good.findLast(({ model }) => model !== undefined)?.model ?? null,
    usage: good.findLast(({ usage }) => usage !== undefined && usage !== null)?.usage ?? null,
    finishReason: choices.findLast((choice) => choice.finish_reason)?.finish_reason ?? null,
    malformed: chunks.length - good.length,
    ids: new Set(good.flatMap(({ id }) => id ?? [])),
    roles: choices.filter(({ delta }) => delta?.role !== undefined).length,
  };
}
