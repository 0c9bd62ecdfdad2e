// A provider's streaming endpoint on raw sockets: node stream-server.mjs PORT TOKENS INTERVAL_MS
import { createServer } from 'node:net';

const [port, tokens, intervalMs] = process.argv.slice(2).map(Number);
const LANES = 5; // streams are spread over the interval, as those of independent clients are

const READY = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nready';
const HEAD =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n' +
  'x-request-id: req_6f1c2d9ab0e94f7c8a51d2e3f4b5c6d7\r\ntransfer-encoding: chunked\r\n\r\n';

const FIRST = Buffer.from(HEAD + chunk({ role: 'assistant', content: 'Yes' }));
const TOKEN = Buffer.from(chunk({ content: ' anchor' }));
const LAST = Buffer.from(chunk({}, 'stop') + framed('data: [DONE]\n\n') + '0\r\n\r\n');

const lanes = Array.from({ length: LANES }, () => new Map());
let nextLane = 0;

createServer({ noDelay: true }, (socket) => {
  let received = '';
  socket.on('data', (bytes) => {
    received += bytes.toString('latin1');
    received = takeRequest(socket, received);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => lanes.forEach((lane) => lane.delete(socket)));
}).listen(port, '127.0.0.1');

for (const [index, lane] of lanes.entries()) {
  const offset = (index * intervalMs) / LANES;
  setTimeout(() => setInterval(() => advance(lane), intervalMs), offset);
}

function takeRequest(socket, received) {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return received;
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(received)?.[1] ?? 0);
  const end = headEnd + 4 + length;
  if (received.length < end) return received;
  answer(socket, received.startsWith('POST'));
  return received.slice(end);
}

function answer(socket, streams) {
  socket.write(streams ? FIRST : READY);
  if (streams) lanes[nextLane++ % LANES].set(socket, tokens - 1);
}

function advance(lane) {
  for (const [socket, left] of lane) {
    socket.write(left === 0 ? LAST : TOKEN);
    if (left === 0) lane.delete(socket);
    else lane.set(socket, left - 1);
  }
}

function chunk(delta, finish = null) {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
  const event = {
    id: 'chatcmpl-BcXk3rQb5Jm9TzYw2VnL8sHdFgAe',
    object: 'chat.completion.chunk',
    created: 1760000000,
    model: 'gpt-4o-2024-08-06',
    system_fingerprint: 'fp_a288987b44',
    choices,
  };
  return framed(`data: ${JSON.stringify(event)}\n\n`);
}

function framed(text) {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}
