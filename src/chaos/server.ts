import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { suggest } from '../core/suggest.ts';
import type { Clock } from '../core/clock.ts';
import { CallLog, type LogEntry } from './call-log.ts';
import { ChaosCall } from './chaos-call.ts';
import { faultNames, findFault, OTHER_MODELS, REFEREE_FAULTS } from './faults.ts';

/** How the provider runs. */
export interface ChaosOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Divides every wait: 10 plays a minute in six seconds. */
  readonly speed: number;
  readonly clock: Clock;
}

/** A provider that misbehaves on purpose, over real HTTP. */
export interface ChaosProvider {
  /** `http://host:port`. */
  readonly origin: string;
  /** What it was asked, in order; of one model where it is named. */
  log(model?: string): readonly LogEntry[];
  reset(): void;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 8 * 1_048_576;

/** Starts it; rejects with Node's error when the address cannot be had. */
export async function startChaosProvider(options: ChaosOptions): Promise<ChaosProvider> {
  const log = new CallLog();
  const connections = new WeakMap<Socket, number>();
  let connectionCount = 0;
  const server = createServer((message, response) => {
    const connection = connections.get(message.socket) ?? 0;
    void answer({ message, response, log, options, connection });
  });
  server.on('connection', (socket) => connections.set(socket, ++connectionCount));
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {
    origin: `http://${hostInUrl(options.host)}:${portOf(server)}`,
    log: (model) => log.entries(model ?? null),
    reset: () => log.reset(),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

interface Visit {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly log: CallLog;
  readonly options: ChaosOptions;
  /** Which one it came on. */
  readonly connection: number;
}

/** The routes on which a model shows its fault. */
const PLAYED = new Set(['POST /v1/chat/completions', 'POST /v1/embeddings']);

async function answer(visit: Visit): Promise<void> {
  const { message, response, log } = visit;
  const url = new URL(message.url ?? '/', 'http://chaos');
  const route = `${message.method} ${url.pathname}`;
  if (route === 'GET /v1/models') sendJson(response, 200, listModels());
  else if (route === 'GET /__chaos/log') {
    sendJson(response, 200, { entries: log.entries(url.searchParams.get('model')) });
  } else if (route === 'POST /__chaos/reset') {
    log.reset();
    sendJson(response, 200, {});
  } else if (PLAYED.has(route)) await playFault(visit);
  else sendJson(response, 404, errorBody(`There is no ${route} here.`));
}

async function playFault(visit: Visit): Promise<void> {
  const { message, response, log, options, connection } = visit;
  const { clock, speed } = options;
  const json = parseObject(await readBody(message));
  const model = typeof json['model'] === 'string' ? json['model'] : '';
  const fault = findFault(model);
  if (fault === null) {
    const near = suggest(model, faultNames());
    const hint = near === null ? '' : ` Did you mean "${near}"?`;
    sendJson(response, 404, errorBody(`No fault has the name "${model}".${hint}`));
    return;
  }
  const at = clock.now();
  const { entry, firstAt } = log.add({ model, at, connection, prefilled: isPrefilled(json) });
  const sinceFirstMs = (at - firstAt) * speed;
  const call = new ChaosCall({ message, response, json, clock, speed, entry, sinceFirstMs });
  await fault.behave(call);
}

function isPrefilled({ messages }: Readonly<Record<string, unknown>>): boolean {
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : null;
  return isObject(last) && last['role'] === 'assistant';
}

function listModels(): object {
  const data = [...REFEREE_FAULTS, ...OTHER_MODELS].map(({ id, does }) => ({
    id,
    object: 'model',
    owned_by: 'chaos',
    description: does,
  }));
  return { object: 'list', data };
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function errorBody(text: string): object {
  return { error: { message: text, type: 'invalid_request_error', code: null, param: null } };
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  const bytes = Buffer.from(JSON.stringify(body));
  const headers = { 'content-type': 'application/json', 'content-length': bytes.length };
  response.writeHead(status, headers);
  response.end(bytes);
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
