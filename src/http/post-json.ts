import type { Clock } from '../core/clock.ts';
import type { UpstreamClient, UpstreamFault } from './upstream.ts';

/** A document to send, and how long and how much to wait for. */
export interface JsonPost {
  readonly url: URL;
  /** Name, value, name, value…; the content type is added. */
  readonly headers: readonly string[];
  readonly body: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** What came of it. `message` names host and port, never headers. */
export type PostResult =
  | { readonly kind: 'answer'; readonly status: number; readonly text: string }
  | {
      readonly kind: 'fault';
      readonly reason: UpstreamFault['kind'] | 'timeout' | 'too_large';
      readonly message: string;
    };

/** Posts a document once and reads the whole answer. Never rejects. */
export function postJson(
  client: UpstreamClient,
  clock: Clock,
  post: JsonPost,
): Promise<PostResult> {
  const headers = [...post.headers, 'content-type', 'application/json'];
  return exchange(client, clock, { ...post, headers, method: 'POST' });
}

/** Asks for a document once and reads the whole answer. Never rejects. */
export function getJson(
  client: UpstreamClient,
  clock: Clock,
  get: Omit<JsonPost, 'body'>,
): Promise<PostResult> {
  return exchange(client, clock, { ...get, method: 'GET', body: null });
}

interface JsonExchange extends Omit<JsonPost, 'body'> {
  readonly method: 'GET' | 'POST';
  readonly body: string | null;
}

function exchange(
  client: UpstreamClient,
  clock: Clock,
  request: JsonExchange,
): Promise<PostResult> {
  const { url, headers, timeoutMs, maxBytes, method, body } = request;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const answer = { status: 0, bytes: 0 };
    const timer = clock.setTimer(timeoutMs, () => {
      call.abort();
      const message = `${url.host} sent no answer within ${timeoutMs / 1_000} s`;
      resolve({ kind: 'fault', reason: 'timeout', message });
    });
    const end = (result: PostResult): void => {
      timer.cancel();
      resolve(result);
    };
    const call = client.send(
      {
        origin: url.origin,
        method,
        path: `${url.pathname}${url.search}`,
        headers: [...headers, 'accept', 'application/json'],
        body: body === null ? null : Buffer.from(body),
        connectTimeoutMs: timeoutMs,
      },
      {
        onHead: ({ status }) => void (answer.status = status),
        onData(chunk) {
          chunks.push(chunk);
          answer.bytes += chunk.length;
          if (answer.bytes <= maxBytes) return true;
          call.abort();
          const message = `${url.host} sent more than ${maxBytes} bytes`;
          end({ kind: 'fault', reason: 'too_large', message });
          return false;
        },
        onEnd: () =>
          end({ kind: 'answer', status: answer.status, text: Buffer.concat(chunks).toString() }),
        onError: ({ kind, message }) => end({ kind: 'fault', reason: kind, message }),
      },
    );
  });
}
