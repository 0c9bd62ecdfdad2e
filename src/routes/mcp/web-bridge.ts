import type { Exchange } from '../../http/exchange.ts';

/**
 * The head of an exchange as the request of the web that the protocol's library takes; the body goes beside it.
 * Aborted when the client leaves.
 */
export function toWebRequest(exchange: Exchange): Request {
  const headers = new Headers();
  const raw = exchange.rawHeaders();
  for (let at = 0; at + 1 < raw.length; at += 2) headers.append(raw[at] ?? '', raw[at + 1] ?? '');
  const gone = new AbortController();
  exchange.onAbort(() => gone.abort());
  const query = exchange.query === '' ? '' : `?${exchange.query}`;
  const { method } = exchange;
  return new Request(`http://gateway${exchange.path}${query}`, {
    ...{ method, headers, signal: gone.signal },
  });
}

/** Sends an answer of the web, as fast as the client takes it; the source is told when the client leaves. */
export async function sendWebResponse(exchange: Exchange, response: Response): Promise<void> {
  const headers = [...response.headers].flat();
  exchange.writeHead(response.status, [...headers, 'x-litellm-call-id', exchange.id]);
  if (response.body === null) {
    exchange.end();
    return;
  }
  const reader = response.body.getReader();
  let goOn: () => void = () => undefined;
  exchange.onDrain(() => goOn());
  exchange.onAbort(() => {
    goOn();
    reader.cancel().catch(() => {});
  });
  for (;;) {
    const { done, value } = await reader.read();
    if (done || exchange.aborted) break;
    if (!exchange.write(Buffer.from(value))) {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    }
  }
  exchange.end();
}
