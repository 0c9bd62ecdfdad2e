import { toAnswer, type FakeAnswer } from './answer.ts';
import type { Behaviour, UpstreamCall } from './call.ts';
import type { FakeError } from './dialect.ts';
import type { Gate } from './gate.ts';

/** Answers correctly: the fixed text, or the parts given. */
export function healthy(parts: Partial<FakeAnswer> = {}): Behaviour {
  const answer = toAnswer(parts);
  return async (call) => {
    const { dialect, request } = call;
    if (dialect === null) return call.send(404, { error: { message: 'no such path' } });
    if (!call.wantsStream) return call.send(200, dialect.whole(request, answer));
    startStream(call);
    for (const frame of dialect.frames(request, answer)) await call.write(frame.text);
    call.response.end();
  };
}

/** Sends the head of a stream at once. */
export function startStream(call: UpstreamCall): void {
  call.response.writeHead(200, { 'content-type': call.dialect?.streamType ?? 'text/plain' });
  call.response.flushHeaders();
}

/**
 * Always the same status and body. An object with `message` is worded as the API words its errors;
 * anything else goes out as it is.
 */
export function fixedError(
  status: number,
  body: FakeError | string = { message: `fake error ${status}` },
  headers: Readonly<Record<string, string>> = {},
): Behaviour {
  return (call) => {
    const shaped = typeof body === 'string' ? body : (call.dialect?.error(body) ?? { error: body });
    call.send(status, shaped, headers);
  };
}

/** Answers any JSON or text with any status: for shapes no API has. */
export function fixedBody(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Behaviour {
  return (call) => call.send(status, body, headers);
}

/** Behaves one way `count` times, then the other way. */
export function failTimes(count: number, fault: Behaviour, then = healthy()): Behaviour {
  let left = count;
  return async (call) => {
    left -= 1;
    await (left >= 0 ? fault : then)(call);
  };
}

/** One behaviour per request, in order; the last one stays. */
export function inTurn(...behaviours: readonly [Behaviour, ...Behaviour[]]): Behaviour {
  let next = 0;
  return async (call) => {
    const behaviour = behaviours[Math.min(next, behaviours.length - 1)] ?? behaviours[0];
    next += 1;
    await behaviour(call);
  };
}

/** Resets the connection before any byte of an answer. */
export function resetBeforeAnswer(): Behaviour {
  return (call) => call.hangUp('reset');
}

/** Closes the connection properly, before any byte of an answer. */
export function closeBeforeAnswer(): Behaviour {
  return (call) => call.hangUp('close');
}

/** Resets requests that come on a used connection: what a stale keep-alive socket looks like. */
export function resetWhenReused(then = healthy()): Behaviour {
  const used = new WeakSet<object>();
  return async (call) => {
    if (used.has(call.socket)) return call.hangUp('reset');
    used.add(call.socket);
    await then(call);
  };
}

/** Says nothing at all; with a gate, answers once the gate lets it. */
export function neverAnswer(gate?: Gate, then = healthy()): Behaviour {
  return async (call) => {
    if (gate === undefined) return call.gone;
    if (await gate.pass(call.gone)) await then(call);
  };
}

/** Says what it was asked: `{ method, path, query, headers, body }`, with status 200. */
export function echo(headers: Readonly<Record<string, string>> = {}): Behaviour {
  return (call) => {
    const { method, path, query, headers: seen, body } = call.request;
    call.send(200, { method, path, query, headers: seen, body: body.toString() }, headers);
  };
}

/** 200 with a web page, as a wrong address or a captive proxy gives. */
export function htmlPage(): Behaviour {
  const page = '<!doctype html><html><body><h1>Welcome</h1></body></html>';
  return (call) => call.send(200, page, { 'content-type': 'text/html; charset=utf-8' });
}

/** 200 with an error object in the body, streaming or not. */
export function errorWithStatus200(error: FakeError = { message: 'fake failure' }): Behaviour {
  return (call) => call.send(200, call.dialect?.error(error) ?? { error });
}
