import { toAnswer } from './answer.ts';
import type { Behaviour, UpstreamCall } from './call.ts';

/**
 * A complete JSON answer with a wrong `Content-Length`: `difference` is added to the true one.
 * Declared too long: the connection is closed after the body. Too short: it stays open, with the
 * rest of the body lying where the next answer would be.
 */
export function wrongLength(difference: number): Behaviour {
  return async (call) => {
    const body = wholeBody(call);
    sendHead(call, { 'content-length': String(Buffer.byteLength(body) + difference) });
    call.sendRaw(body);
    if (difference > 0) return call.hangUp('close');
    await call.gone;
  };
}

/** A healthy JSON answer behind one header of this size. */
export function bigHeaders(bytes = 64 * 1024): Behaviour {
  return async (call) => {
    const body = wholeBody(call);
    const length = String(Buffer.byteLength(body));
    sendHead(call, { 'x-padding': 'x'.repeat(bytes), 'content-length': length });
    call.sendRaw(body);
    await call.gone;
  };
}

/** These bytes and nothing of HTTP around them; then the connection closes, or stays as it is. */
export function rawBytes(
  bytes: string | Buffer,
  then: 'close' | 'reset' | 'stay' = 'close',
): Behaviour {
  return async (call) => {
    call.sendRaw(bytes);
    if (then === 'stay') await call.gone;
    else call.hangUp(then);
  };
}

function wholeBody(call: UpstreamCall): string {
  return JSON.stringify(call.dialect?.whole(call.request, toAnswer()) ?? {});
}

function sendHead(call: UpstreamCall, headers: Readonly<Record<string, string>>): void {
  const lines = Object.entries({ 'content-type': 'application/json', ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  call.sendRaw(`HTTP/1.1 200 OK\r\n${head}\r\n`);
}
