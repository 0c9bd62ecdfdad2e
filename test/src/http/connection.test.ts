import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Connection, type PendingAnswer } from '../../../src/http/connection.ts';
import { until } from '../../support/http-server.ts';
import { connectRaw, type RawConnection } from '../../support/raw-http.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const ANSWER: PendingAnswer = {
  received: true,
  headSent: false,
  onClosed: () => undefined,
  destroy: () => undefined,
};

let listener: Server;
let socket: Socket;
let client: RawConnection;
let clock: VirtualClock;
let connection: Connection;

beforeEach(async () => {
  clock = new VirtualClock();
  listener = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const accepted = once(listener, 'connection');
  const address = listener.address();
  client = await connectRaw({ port: typeof address === 'object' ? (address?.port ?? 0) : 0 });
  [socket] = (await accepted) as [Socket];
  socket.on('error', () => undefined);
  connection = new Connection(socket, clock);
});

afterEach(() => {
  client.destroy();
  socket.destroy();
  listener.close();
});

describe('Connection', () => {
  test('keeps answers in the order of their requests and takes each off once', () => {
    const second = { ...ANSWER };
    connection.add(ANSWER);
    connection.add(second);
    expect(connection.pending).toEqual([ANSWER, second]);
    expect(connection.remove(ANSWER)).toBe(true);
    expect(connection.remove(ANSWER)).toBe(false);
    expect(connection.newest).toBe(second);
    connection.remove(second);
    expect(connection.newest).toBeUndefined();
  });

  test('refuses with a complete answer in the shape of OpenAI, then closes', async () => {
    connection.refuse({ status: 431, type: 'invalid_request_error', code: 'c', message: 'é' });
    const answer = await client.response();
    expect(answer).toMatchObject({ status: 431, reason: 'Request Header Fields Too Large' });
    expect(answer.headers).toMatchObject({
      connection: 'close',
      'content-type': 'application/json',
    });
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'c', message: 'é' } });
    await client.whenClosed();
    expect(client.reset).toBe(false);
    expect(connection.ended).toBe(true);
  });

  test('reads on for a moment after its end, so that no reset overtakes the answer', async () => {
    client.pause();
    connection.close();
    client.send('still talking');
    await until(() => socket.bytesRead === 13);
    expect(socket.destroyed).toBe(false);
    clock.advance(1_999);
    expect(socket.destroyed).toBe(false);
    clock.advance(1);
    expect(socket.destroyed).toBe(true);
  });

  test('lets go of its timer when the client closes too', async () => {
    connection.close();
    connection.close();
    expect(clock.pending).toBe(1);
    await client.whenClosed();
    client.destroy();
    await until(() => socket.destroyed && clock.pending === 0);
    expect(clock.pending).toBe(0);
  });

  test('takes over the close that node:http makes after a last answer', async () => {
    connection.endAfter(ANSWER);
    connection.endAfter({ ...ANSWER });
    expect(connection.isLast(ANSWER)).toBe(true);
    expect(connection.ended).toBe(true);
    client.pause();
    socket.destroySoon();
    expect(socket.writableEnded).toBe(true);
    expect(socket.destroyed).toBe(false);
    expect(clock.pending).toBe(1);
  });
});
