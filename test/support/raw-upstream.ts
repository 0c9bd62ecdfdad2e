import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** A server that answers with the bytes a test chooses. */
export interface RawUpstream {
  readonly origin: string;
  readonly port: number;
  /** Connections accepted so far. */
  readonly connections: number;
  /** What each request looked like, in order. */
  readonly requests: readonly string[];
  /** Sockets that are open now. */
  readonly open: ReadonlySet<Socket>;
  close(): Promise<void>;
}

/** Called for each arrival of bytes; `turn` counts them over all connections from 0. */
export type RawReply = (socket: Socket, turn: number) => void;

/** Listens on loopback; every packet of a request is handed to `reply`. */
export async function startRawUpstream(reply: RawReply): Promise<RawUpstream> {
  const open = new Set<Socket>();
  const requests: string[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    open.add(socket);
    socket.on('data', (bytes) => {
      requests.push(bytes.toString('latin1'));
      reply(socket, requests.length - 1);
    });
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    get connections(): number {
      return connections;
    },
    requests,
    open,
    async close(): Promise<void> {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
