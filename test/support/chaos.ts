import { connectRaw } from './raw-http.ts';
import type { ChaosProvider } from '../../src/chaos/server.ts';
import { call, type Answer } from './referee/caller.ts';

/** The request of a chat for raw sockets. */
export function rawChat(model: string, extra: object = {}): string {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'hi' }], ...extra });
  return `POST /v1/chat/completions HTTP/1.1\r\nhost: chaos\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Asks the provider itself, as a client library would. */
export function ask(provider: ChaosProvider, model: string, extra: object = {}): Promise<Answer> {
  const post = (path: string, body: unknown) =>
    fetch(provider.origin + path, { method: 'POST', body: JSON.stringify(body) });
  return call(post, model, extra);
}

/** A raw connection to the provider. */
export function connectTo({ origin }: ChaosProvider) {
  return connectRaw({ port: Number(new URL(origin).port) });
}
