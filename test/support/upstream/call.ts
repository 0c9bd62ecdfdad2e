import { stat } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Dialect } from './dialect.ts';

/** One request as the upstream saw it. */
export interface LoggedRequest {
  /** Counts from 0, in order of arrival. */
  readonly index: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** Name, value, name, value… as they came. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** The body when it is a JSON object, else empty. */
  readonly json: Readonly<Record<string, unknown>>;
  /** From the body, or from an Azure path; empty when neither names one. */
  readonly model: string;
  /** `performance.now()` when the request was complete. */
  readonly arrivedAt: number;
  /** Number of the connection it came on, from 1: the same number means a reused socket. */
  readonly connection: number;
  /** True when the client left before the answer was complete, and the upstream had not cut it. */
  readonly aborted: boolean;
  /** Resolves when `aborted` becomes true; never, when the answer is completed. */
  readonly whenAborted: Promise<void>;
  /** Resolves when the exchange is over, in whatever way. */
  readonly whenOver: Promise<void>;
  /** Bytes of the answer that the client's side has taken (its kernel's buffers included). */
  readonly takenBytes: number;
  /**
   * Resolves with `takenBytes` once no more is taken although more is there. Judged by turns of the
   * event loop, so it may come early on a busy machine: right for "no more than", not for "as much as".
   */
  whenStalled(): Promise<number>;
}

/** What a behaviour does with a request. It should end or hold the call on every path. */
export type Behaviour = (call: UpstreamCall) => void | Promise<void>;

const QUIET_TURNS = 400;

/** A request being answered: what behaviours work with. */
export class UpstreamCall {
  readonly request: LoggedRequest;
  /** Null for a path that belongs to no API. */
  readonly dialect: Dialect | null;
  readonly response: ServerResponse;
  readonly socket: Socket;
  /** Resolves when the client has left or the upstream is closing: stop waiting. */
  readonly gone: Promise<void>;
  readonly #markCut: () => void;

  constructor(parts: CallParts) {
    this.request = parts.request;
    this.dialect = parts.dialect;
    this.response = parts.response;
    this.socket = parts.socket;
    this.gone = parts.gone;
    this.#markCut = parts.markCut;
  }

  get wantsStream(): boolean {
    return this.dialect?.wantsStream(this.request.json) ?? false;
  }

  /** Answers with JSON (or text as it is) and a correct length. */
  send(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const type = typeof body === 'string' ? 'text/plain' : 'application/json';
    this.response.writeHead(status, {
      'content-type': type,
      'content-length': bytes.length,
      ...headers,
    });
    this.response.end(bytes);
  }

  /** Writes bytes past the HTTP server; end with `hangUp` or wait for `gone`. */
  sendRaw(bytes: string | Buffer): void {
    this.socket.write(bytes);
  }

  /** Resolves once the bytes are written, or the client has left. */
  async write(text: string | Buffer): Promise<void> {
    if (this.response.write(text)) return;
    await Promise.race([new Promise((resolve) => this.response.once('drain', resolve)), this.gone]);
  }

  /**
   * Closes the connection from our side after what was written, or resets it. A client in Node that
   * finds data and a reset in the same turn reports the data and a plain end.
   */
  hangUp(how: 'close' | 'reset'): void {
    this.#markCut();
    if (how === 'reset') this.socket.resetAndDestroy();
    else this.socket.end(() => this.socket.destroy());
  }
}

interface CallParts {
  readonly request: LoggedRequest;
  readonly dialect: Dialect | null;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly gone: Promise<void>;
  readonly markCut: () => void;
}

/** The facts of a request that are there when it arrives. */
export interface Arrival {
  readonly index: number;
  readonly connection: number;
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly findDialect: (path: string) => Dialect | null;
  /** Resolves when the upstream closes. */
  readonly closing: Promise<void>;
}

/** Makes the log entry of a request and the call that answers it. */
export function openCall(arrival: Arrival): UpstreamCall {
  const { message, response } = arrival;
  const { socket } = message;
  const { promise: over, resolve: markOver } = deferred();
  const { promise: left, resolve: markLeft } = deferred();
  const state = { aborted: false, cut: false };
  // Writing to a client that has left is what many tests provoke.
  response.on('error', () => {});
  response.once('close', () => {
    state.aborted = !response.writableFinished && !state.cut;
    if (state.aborted) markLeft();
    markOver();
  });
  const gone = Promise.race([over, arrival.closing]);
  const request = toLoggedRequest(arrival, { state, left, over });
  const markCut = (): void => void (state.cut = true);
  const dialect = message.method === 'POST' ? arrival.findDialect(request.path) : null;
  return new UpstreamCall({ request, dialect, response, socket, gone, markCut });
}

interface Fate {
  readonly state: { readonly aborted: boolean };
  readonly left: Promise<void>;
  readonly over: Promise<void>;
}

function toLoggedRequest(arrival: Arrival, fate: Fate): LoggedRequest {
  const { message, body, index, connection } = arrival;
  const [path = '', query = ''] = (message.url ?? '').split(/\?(.*)/s);
  const json = parseObject(body);
  const sentBefore = message.socket.bytesWritten;
  const taken = (): number =>
    message.socket.bytesWritten - message.socket.writableLength - sentBefore;
  return {
    ...{ index, connection, path, query, body, json },
    method: message.method ?? '',
    headers: message.headers,
    rawHeaders: message.rawHeaders,
    model: modelOf(json, path),
    arrivedAt: performance.now(),
    whenAborted: fate.left,
    whenOver: fate.over,
    get aborted(): boolean {
      return fate.state.aborted;
    },
    get takenBytes(): number {
      return taken();
    },
    whenStalled: async () => untilQuiet(taken),
  };
}

/** Waits until a number has not changed for many turns of the event loop. */
async function untilQuiet(read: () => number): Promise<number> {
  let last = read();
  for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
    // A trip to the thread pool and back: a turn that gives other processes a chance too.
    await stat('/');
    const now = read();
    if (now !== last) quiet = 0;
    last = now;
  }
  return last;
}

function parseObject(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString());
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function modelOf(json: Readonly<Record<string, unknown>>, path: string): string {
  if (typeof json['model'] === 'string') return json['model'];
  const inPath = /\/openai\/deployments\/([^/]+)\//.exec(path)?.[1];
  return inPath === undefined ? '' : decodeURIComponent(inPath);
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
