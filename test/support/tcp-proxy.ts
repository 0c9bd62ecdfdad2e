import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A wire between a client and a server, in the hands of a test. */
export interface TcpProxy {
  readonly port: number;
  /** Everything the clients have sent so far. */
  sent(): Buffer;
  /** Breaks all connections, as a network that fails does. New ones are let through. */
  cut(): void;
  /** From now on nothing is forwarded, and nobody is told. */
  freeze(): void;
  /** The same, and not even the end of a connection is heard of: a machine that hangs. */
  hang(): void;
  /** Calls `then` once, when a client sends something that holds `text`; it is forwarded all the same. */
  onSent(text: string, then: () => void): void;
  close(): Promise<void>;
}

/** Listens on a free loopback port and forwards to one of the same machine. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const chunks: Buffer[] = [];
  let frozen = false;
  let watch: { readonly text: string; readonly act: () => void } | null = null;
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (!frozen) upstream.write(chunk);
      if (watch !== null && chunk.includes(watch.text)) {
        const { act } = watch;
        watch = null;
        act();
      }
    });
    upstream.on('data', (chunk: Buffer) => {
      if (!frozen) client.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    sent: () => Buffer.concat(chunks),
    cut,
    freeze: () => {
      frozen = true;
    },
    hang: () => {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    onSent: (text, then) => {
      watch = { text, act: then };
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
