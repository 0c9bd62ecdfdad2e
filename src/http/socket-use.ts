import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

/** Bytes a socket had received when it was last given a request. */
const readBefore = new WeakMap<Socket, number>();

// The only way to learn on which of its sockets undici sends a request.
subscribe('undici:client:sendHeaders', (message) => {
  const socket = typeof message === 'object' && message !== null && 'socket' in message;
  if (socket && message.socket instanceof Socket) {
    readBefore.set(message.socket, message.socket.bytesRead);
  }
});

/** Makes the errors of a socket say whether it had gone stale (`isStaleSocket`). */
export function markStaleErrors(socket: Socket): void {
  socket.on('error', (fault) => {
    const before = readBefore.get(socket) ?? 0;
    if (before > 0 && socket.bytesRead === before) stale.add(fault);
  });
}

const stale = new WeakSet<Error>();

/** True when the socket had answered before and gave no byte for the request that failed. */
export function isStaleSocket(fault: Error): boolean {
  return stale.has(fault);
}
