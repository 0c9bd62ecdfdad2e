import { channel } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { isStaleSocket, markStaleErrors } from '../../../src/http/socket-use.ts';

const sendHeaders = channel('undici:client:sendHeaders');

function socketThatHasRead(read: { bytes: number }): Socket {
  const socket = new Socket();
  Object.defineProperty(socket, 'bytesRead', { get: () => read.bytes });
  markStaleErrors(socket);
  return socket;
}

/** A request goes out on the socket; more bytes come; the socket fails. */
function failAfter(bytesBefore: number, bytesAfter: number): boolean {
  const read = { bytes: bytesBefore };
  const socket = socketThatHasRead(read);
  sendHeaders.publish({ socket });
  read.bytes += bytesAfter;
  const fault = new Error('reset');
  socket.emit('error', fault);
  return isStaleSocket(fault);
}

describe('isStaleSocket', () => {
  test('a used socket that gives no byte for its next request had gone stale', () => {
    expect(failAfter(120, 0)).toBe(true);
  });

  test('a socket that gave the beginning of an answer had not', () => {
    expect(failAfter(120, 3)).toBe(false);
  });

  test('a fresh socket had not', () => {
    expect(failAfter(0, 0)).toBe(false);
    expect(failAfter(0, 3)).toBe(false);
  });

  test('other errors, and messages that are none of ours, say nothing', () => {
    sendHeaders.publish({ socket: null });
    sendHeaders.publish(null);
    expect(isStaleSocket(new Error('x'))).toBe(false);
  });
});
