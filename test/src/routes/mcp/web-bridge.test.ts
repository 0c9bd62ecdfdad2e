import { expect, test } from '@jest/globals';
import { sendWebResponse, toWebRequest } from '../../../../src/routes/mcp/web-bridge.ts';
import { CapturedExchange } from '../../../support/captured-exchange.ts';
import { turns } from '../../../support/http-server.ts';

test('the head of a request, and that the client has left', () => {
  const headers = { Accept: 'text/event-stream', 'Mcp-Session-Id': 'a' };
  const exchange = new CapturedExchange({ method: 'GET', path: '/mcp', query: 'a=1', headers });
  const request = toWebRequest(exchange);
  expect([request.method, request.url]).toEqual(['GET', 'http://gateway/mcp?a=1']);
  expect(request.headers.get('mcp-session-id')).toBe('a');
  expect(request.signal.aborted).toBe(false);
  exchange.leave();
  expect(request.signal.aborted).toBe(true);
});

test('an answer with its headers, piece by piece', async () => {
  const exchange = new CapturedExchange();
  const body = ReadableStream.from([Buffer.from('one '), Buffer.from('two')]);
  await sendWebResponse(exchange, new Response(body, { status: 202, headers: { 'x-a': 'b' } }));
  expect([exchange.status, exchange.text, exchange.ended]).toEqual([202, 'one two', true]);
  expect(exchange.sentHeader('x-a')).toBe('b');
  expect(exchange.sentHeader('x-litellm-call-id')).toBe('call-1');
});

test('an answer without a body', async () => {
  const exchange = new CapturedExchange();
  await sendWebResponse(exchange, new Response(null, { status: 202 }));
  expect([exchange.ended, exchange.text]).toEqual([true, '']);
});

test('a client that takes its time is waited for', async () => {
  const exchange = new CapturedExchange();
  exchange.full = true;
  let pulled = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1;
      controller.enqueue(Buffer.from('x'));
      if (pulled === 10) controller.close();
    },
  });
  const sending = sendWebResponse(exchange, new Response(body));
  await turns(5);
  expect(exchange.writes).toHaveLength(1);
  expect(pulled).toBeLessThan(5);
  exchange.drain();
  await sending;
  expect(exchange.writes).toHaveLength(10);
});

test.each([true, false])('the source is told when the client leaves (full: %s)', async (full) => {
  const exchange = new CapturedExchange();
  exchange.full = full;
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from('x')),
    cancel() {
      cancelled = true;
    },
  });
  const sending = sendWebResponse(exchange, new Response(body));
  await turns(2);
  exchange.leave();
  await sending;
  expect(cancelled).toBe(true);
});
