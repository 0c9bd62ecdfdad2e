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
  readonly headers: Headers;
  readonly ms: number;
}

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

/** Sends a request and reads everything that comes back. */
export async function call(
  post: (path: string, body: unknown) => Promise<Response>,
  model: string,
  extra: object = {},
): Promise<Answer> {
  const startedAt = performance.now();
  const response = await post('/v1/chat/completions', {
    model,
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: 'user', content: 'Tell me of the river.' }],
    ...extra,
  });
  const body = await response.text();
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const events = isStream ? body.split('\n\n').filter((event) => event !== '') : [`data: ${body}`];
  const data = events.map((event) => event.replace(/^data: /, ''));
  const isDone = data.at(-1) === '[DONE]';
  const chunks = data.filter((text) => text !== '[DONE]').map(parse);
  return {
    ...read(chunks),
    isDone,
    status: response.status,
    headers: response.headers,
    ms: performance.now() - startedAt,
  };
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
