import { completion, SIXTY_TOKENS } from './answer.ts';
import type { Behaviour } from './behaviours.ts';

const MEGABYTE = 1_048_576;

/** A body that is not as long as its head says. */
export function wrongLength(difference: number): Behaviour {
  return async (call) => {
    const body = JSON.stringify(completion(call.head, SIXTY_TOKENS));
    call.note('wrong length');
    const length = Buffer.byteLength(body) + difference;
    const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}`;
    call.writeRaw(`${head}\r\n\r\n${body}`);
    // A server that keeps the connection open would only look slow.
    if (difference > 0 && (await call.wait(100))) call.hangUp('close');
  };
}

/** A stream whose first event never ends. */
export const endlessLine: Behaviour = async (call) => {
  call.startStream();
  call.write(`data: {"choices":[{"index":0,"delta":{"content":"${'x'.repeat(MEGABYTE)}`);
  await call.untilGone();
};

/** Headers of 64 KiB. */
export const hugeHeaders: Behaviour = (call) => {
  call.send(200, completion(call.head, SIXTY_TOKENS), { 'x-padding': 'x'.repeat(65_536) });
};

/** Connections this provider has answered on before. */
const used = new WeakSet<object>();

/** Resets a call that comes on a used connection, as a server does that has just closed it. */
export function staleSocket(then: Behaviour): Behaviour {
  return async (call) => {
    if (used.has(call.connection)) {
      call.hangUp('reset');
      return;
    }
    used.add(call.connection);
    await then(call);
  };
}

/** Tokens without end, as fast as they are taken. */
export const firehose: Behaviour = async (call) => {
  call.startStream();
  const text = 'word '.repeat(200);
  const choices = [{ index: 0, delta: { content: text } }];
  const line = `data: ${JSON.stringify({ id: call.head.id, choices })}\n\n`;
  while (!call.gone) await call.writeWhenTaken(line);
};
