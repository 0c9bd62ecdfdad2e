import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** A port that accepts connections and treats them badly. */
export interface SilentServer {
  readonly port: number;
  /** Connections accepted so far. */
  readonly connections: number;
  /** Everything that was sent to it, in order. */
  readonly received: string;
  close(): Promise<void>;
}

/**
 * Listens on loopback and never answers, or greets each first packet with `answer` and then falls
 * silent.
 */
export async function startSilentServer(answer?: string): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  let [received, connections] = ['', 0];
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('data', (chunk) => (received += chunk.toString('latin1')));
    if (answer !== undefined) socket.once('data', () => socket.write(answer));
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get connections(): number {
      return connections;
    },
    get received(): string {
      return received;
    },
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
