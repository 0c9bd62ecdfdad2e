import type { JSONRPCMessage, RequestId, Transport } from '@modelcontextprotocol/client';
import type { Clock, TimerHandle } from '../../core/clock.ts';
import type { McpTool } from '../tool.ts';

/** What is passed, between whom, and what not. */
export interface PassThroughParts {
  /** The side of the caller. */
  readonly down: Transport;
  /** The side of the server. */
  readonly up: Transport;
  readonly clock: Clock;
  /** A request that takes longer is answered with an error, and the server is told to stop. */
  readonly timeoutMs: number;
  /** The server's own name of a tool that was asked for; null: it may not be called. */
  readonly meant: (name: string) => string | null;
  readonly allows: (name: string) => boolean;
  /** One line for each call. */
  readonly onCall: (name: string, outcome: string) => void;
  /** One side has gone: both are done. */
  readonly onEnd: () => void;
}

interface Pending {
  readonly method: string;
  readonly tool: string | null;
  readonly token: unknown;
  readonly timer: TimerHandle;
}

type Message = Readonly<Record<string, unknown>>;

const INVALID_PARAMS = -32_602;
const TIMED_OUT = -32_001;
const CLOSED = -32_000;

/**
 * Everything of the protocol between one caller and one server: tools, resources, prompts, logs, sampling,
 * elicitation. Only tools are looked at: those that are not allowed are neither listed nor called.
 */
export class PassThrough {
  readonly #parts: PassThroughParts;
  readonly #pending = new Map<RequestId, Pending>();
  #hasEnded = false;

  constructor(parts: PassThroughParts) {
    this.#parts = parts;
  }

  /** Opens the way to the server, then that to the caller. Rejects with what opening rejects with. */
  async start(): Promise<void> {
    const { up, down } = this.#parts;
    Object.assign(up, {
      onmessage: (message: JSONRPCMessage) => this.#fromServer(message),
      onclose: () => this.end('the server has ended'),
    });
    Object.assign(down, {
      onmessage: (message: JSONRPCMessage) => this.#fromCaller(message),
      onclose: () => this.end('the caller has gone'),
    });
    await up.start();
    await down.start();
  }

  /** Answers what is still open with an error. Safe to repeat. */
  end(why: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    for (const id of [...this.#pending.keys()]) this.#fail(id, CLOSED, why);
    this.#parts.onEnd();
  }

  #fromCaller(message: JSONRPCMessage): void {
    if (!('method' in message)) return this.#toServer(message);
    const { method } = message;
    if (!('id' in message)) {
      if (method === 'notifications/cancelled') this.#take(cancelledId(message));
      return this.#toServer(message);
    }
    const asked = method === 'tools/call' ? textAt(message.params, 'name') : null;
    const tool = asked === null ? null : this.#parts.meant(asked);
    this.#await(message.id, { method, tool, token: tokenOf(message) });
    if (method !== 'tools/call') return this.#toServer(message);
    if (tool !== null)
      return this.#toServer({ ...message, params: { ...message.params, name: tool } });
    return this.#fail(message.id, INVALID_PARAMS, `there is no tool ${JSON.stringify(asked)}`);
  }

  #await(id: RequestId, parts: Omit<Pending, 'timer'>): void {
    const { clock, timeoutMs } = this.#parts;
    const timer = clock.setTimer(timeoutMs, () => {
      this.#fail(id, TIMED_OUT, 'the server did not answer in time');
      const params = { requestId: id, reason: 'it took too long' };
      this.#toServer({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
    });
    this.#pending.set(id, { ...parts, timer });
  }

  #take(id: RequestId | undefined): Pending | null {
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (pending === undefined || id === undefined) return null;
    this.#pending.delete(id);
    pending.timer.cancel();
    return pending;
  }

  #fail(id: RequestId, code: number, message: string): void {
    const pending = this.#take(id);
    if (pending === null) return;
    if (pending.tool !== null) this.#parts.onCall(pending.tool, 'fault');
    this.#toCaller({ jsonrpc: '2.0', id, error: { code, message } }, id);
  }

  #toServer(message: JSONRPCMessage): void {
    const { up } = this.#parts;
    up.send(message).catch(() => {
      if ('id' in message && 'method' in message) {
        this.#fail(message.id, CLOSED, 'the server cannot be reached');
      }
    });
  }

  /** Answers and steps go into the stream of their request, everything else into that of news. */
  #toCaller(message: JSONRPCMessage, relatedRequestId?: RequestId): void {
    const options = relatedRequestId === undefined ? {} : { relatedRequestId };
    this.#parts.down.send(message, options).catch(() => {
      // Nobody listens any more: the stream was cut, and the session ends by itself.
    });
  }

  #fromServer(message: JSONRPCMessage): void {
    if ('method' in message) return this.#toCaller(message, this.#relatedTo(message));
    const { id } = message;
    const pending = this.#take(id);
    if (pending === null || id === undefined) return;
    if (!('result' in message)) {
      if (pending.tool !== null) this.#parts.onCall(pending.tool, 'fault');
      return this.#toCaller(message, id);
    }
    const { result } = message;
    if (pending.tool !== null) {
      this.#parts.onCall(pending.tool, result['isError'] === true ? 'tool-error' : 'ok');
    }
    if (pending.method === 'initialize') this.#agree(result);
    const shown = pending.method === 'tools/list' ? this.#withoutForbidden(result) : result;
    this.#toCaller({ ...message, result: shown }, id);
  }

  /** The transport to an address names the revision in every further request. */
  #agree(result: Message): void {
    const version = textAt(result, 'protocolVersion');
    if (version !== null) this.#parts.up.setProtocolVersion?.(version);
  }

  #withoutForbidden<R extends Message>(result: R): R {
    const { tools } = result;
    if (!Array.isArray(tools)) return result;
    const allowed = tools.filter((tool: Partial<McpTool>) => this.#parts.allows(tool.name ?? ''));
    return { ...result, tools: allowed };
  }

  /** What a server says while it works on one request belongs to that. */
  #relatedTo(message: JSONRPCMessage): RequestId | undefined {
    const open = [...this.#pending];
    if ('method' in message && message.method === 'notifications/progress') {
      const token: unknown = message.params?.['progressToken'];
      return open.find(([, pending]) => pending.token === token)?.[0];
    }
    const [only, ...others] = open;
    return others.length === 0 ? only?.[0] : undefined;
  }
}

function textAt(record: unknown, name: string): string | null {
  const value: unknown = isRecord(record) ? record[name] : null;
  return typeof value === 'string' ? value : null;
}

function tokenOf(message: JSONRPCMessage): unknown {
  const meta: unknown = 'params' in message ? message.params?.['_meta'] : null;
  return isRecord(meta) ? meta['progressToken'] : undefined;
}

function cancelledId(message: JSONRPCMessage): RequestId | undefined {
  const id: unknown = 'params' in message ? message.params?.['requestId'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

function isRecord(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
