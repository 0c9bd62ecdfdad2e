import { expect, test } from '@jest/globals';
import { startFakeUpstream } from './fake-upstream.ts';
import { connectRaw, sendRaw, sendUntilClosed } from './raw-http.ts';
import { readResponse } from './raw-response.ts';

const GET = 'GET /v1/models HTTP/1.1\r\nhost: x\r\n\r\n';

test('takes pipelined answers one by one', async () => {
  const upstream = await startFakeUpstream();
  const answers = await sendRaw(upstream, GET + GET, 2);
  expect(answers.map(({ status, headers }) => [status, headers['content-type']])).toEqual([
    [200, 'application/json'],
    [200, 'application/json'],
  ]);
  await upstream.close();
});

test('sends bytes slowly and reads until the other side closes', async () => {
  const upstream = await startFakeUpstream();
  const client = await connectRaw(upstream);
  await client.sendSlowly(GET.replace('host', 'connection: close\r\nhost'));
  expect((await client.response()).status).toBe(200);
  await client.whenClosed();
  await expect(client.response()).rejects.toThrow(/closed before the answer was complete/);
  const { responses } = await sendUntilClosed(upstream, 'NONSENSE\r\n\r\n');
  expect(responses.map(({ status }) => status)).toEqual([400]);
  await upstream.close();
});

test.each([
  ['HTTP/1.1 204 No Content\r\n\r\nrest', false, 'GET', '', 'rest'],
  ['HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcrest', false, 'GET', 'abc', 'rest'],
  ['HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nrest', false, 'HEAD', '', 'rest'],
  ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 X\r\n\r\n', false, 'GET', '', ''],
  ['HTTP/1.1 200 OK\r\n\r\nall of it', true, 'GET', 'all of it', ''],
  [
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n1;x=y\r\nd\r\n0\r\n\r\nr',
    false,
    'GET',
    'abcd',
    'r',
  ],
  [
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\na: b\r\n\r\nr',
    false,
    'GET',
    '',
    'r',
  ],
])('reads %j', (bytes, closed, method, body, rest) => {
  const taken = readResponse(Buffer.from(bytes), closed, method);
  expect([taken?.response.text, taken?.rest.toString()]).toEqual([body, rest]);
});

test.each([
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n',
  'HTTP/1.1 200 OK\r\n\r\nall of it',
])('waits for the rest of %j', (bytes) => {
  expect(readResponse(Buffer.from(bytes), false)).toBeNull();
});

test('joins duplicate headers and keeps them as they came', () => {
  const bytes = Buffer.from('HTTP/1.1 204 X\r\nA: 1\r\na: 2\r\n\r\n');
  expect(readResponse(bytes, false)?.response).toMatchObject({
    headers: { a: '1, 2' },
    rawHeaders: ['A', '1', 'a', '2'],
  });
});

test('throws at what is no HTTP', () => {
  expect(() => readResponse(Buffer.from('SSH-2.0\r\n\r\n'), true)).toThrow(/not a status line/);
});
