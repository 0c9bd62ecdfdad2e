import { join } from 'node:path';
import {
  makeTempDir,
  onFreePort,
  removeTempDir,
  startServerProcess,
  type ServerProcess,
} from './server-process.ts';
import { findPrograms, readTestUrl } from './test-env.ts';

/** What a test asks of its Redis. */
export interface RedisOptions {
  /** `requirepass`. A server with a password is always one of our own. */
  readonly password?: string;
}

/** A Redis for tests: empty, or the one of `TEST_REDIS_URL`. */
export interface TestRedis {
  /** `redis://[:password@]127.0.0.1:port`, or `TEST_REDIS_URL` as it is. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Path of a unix socket to the same server; null for a server that is not ours. */
  readonly socket: string | null;
  /** Process id, for stopping it in its tracks; null for a server that is not ours. */
  readonly pid: number | null;
  /** Ends the server and removes its files. A server that is not ours is left alone. */
  stop(): Promise<void>;
}

const MISSING =
  'No Redis for the tests: neither redis-server nor valkey-server is on PATH. ' +
  'Install one (Debian: apt-get install -y redis-server) or set TEST_REDIS_URL.';

/** Starts a real server without persistence in a folder of its own. Throws when there is none. */
export async function startRedis(options: RedisOptions = {}): Promise<TestRedis> {
  const given = readTestUrl('TEST_REDIS_URL');
  if (given !== null && options.password === undefined) return foreignRedis(given);
  const program = findServer();
  return onFreePort(async (port) => startOwn(program, port, options));
}

function findServer(): string {
  for (const name of ['redis-server', 'valkey-server']) {
    const folder = findPrograms([name]);
    if (folder !== null) return join(folder, name);
  }
  throw new Error(MISSING);
}

function foreignRedis(text: string): TestRedis {
  const url = new URL(text);
  const port = Number(url.port || 6379);
  return { url: text, host: url.hostname, port, socket: null, pid: null, stop: async () => {} };
}

async function startOwn(program: string, port: number, options: RedisOptions): Promise<TestRedis> {
  const folder = makeTempDir('llmgw-redis-');
  const socket = join(folder, 'redis.sock');
  try {
    const server = await startServerProcess({
      program,
      args: redisArgs(port, socket, options),
      cwd: folder,
      account: null,
      ready: /ready to accept connections/i,
      signal: 'TERM',
    });
    return ownRedis({ server, folder, socket, port, options });
  } catch (thrown) {
    removeTempDir(folder);
    throw thrown;
  }
}

function redisArgs(port: number, socket: string, options: RedisOptions): string[] {
  const login = options.password === undefined ? [] : ['--requirepass', options.password];
  return [
    ...['--port', String(port), '--bind', '127.0.0.1', '--unixsocket', socket],
    ...['--save', '', '--appendonly', 'no', '--daemonize', 'no'],
    ...login,
  ];
}

interface OwnRedis {
  readonly server: ServerProcess;
  readonly folder: string;
  readonly socket: string;
  readonly port: number;
  readonly options: RedisOptions;
}

function ownRedis({ server, folder, socket, port, options }: OwnRedis): TestRedis {
  const login = options.password === undefined ? '' : `:${encodeURIComponent(options.password)}@`;
  return {
    url: `redis://${login}127.0.0.1:${port}`,
    host: '127.0.0.1',
    port,
    socket,
    pid: server.pid,
    async stop(): Promise<void> {
      await server.stop();
      removeTempDir(folder);
    },
  };
}
