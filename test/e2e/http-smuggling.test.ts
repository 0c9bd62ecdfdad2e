import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AUTH,
  CHAT,
  chat,
  chunked,
  get,
  HOST,
  POST,
  startAttackedGateway,
  type AttackedGateway,
} from '../support/attacked-gateway.ts';
import { sendRaw } from '../support/raw-http.ts';

let gateway: AttackedGateway;

beforeAll(async () => {
  gateway = await startAttackedGateway();
});

afterEach(() => {
  gateway.forget();
});

afterAll(async () => {
  await gateway.close();
});

async function expectRefused(bytes: string, status?: number): Promise<void> {
  await gateway.expectRefused(bytes, status);
}

const size = CHAT.length.toString(16);

describe('two readings of one request', () => {
  const smuggled = chat();
  const length = `Content-Length: ${CHAT.length}\r\n`;
  const coding = 'Transfer-Encoding: chunked\r\n';

  test.each([
    ['a length and a coding', `${POST}${length}${coding}\r\n0\r\n\r\n${smuggled}`],
    ['a coding and a length', `${POST}${coding}${length}\r\n0\r\n\r\n${smuggled}`],
    ['two lengths', `${POST}${length}Content-Length: 0\r\n\r\n${CHAT}`],
    ['the same length twice', `${POST}${length}${length}\r\n${CHAT}`],
    ['a list of lengths', `${POST}Content-Length: ${CHAT.length}, 0\r\n\r\n${CHAT}`],
    ['a signed length', `${POST}Content-Length: +${CHAT.length}\r\n\r\n${CHAT}`],
    ['a negative length', `${POST}Content-Length: -1\r\n\r\n${CHAT}`],
    ['a length in hex', `${POST}Content-Length: 0x${size}\r\n\r\n${CHAT}`],
    ['an empty length', `${POST}Content-Length: \r\n\r\n${CHAT}`],
    ['a length beyond numbers', `${POST}Content-Length: ${'9'.repeat(30)}\r\n\r\n${CHAT}`],
    ['a second Host', `${POST}Host: other\r\n${length}\r\n${CHAT}`],
    ['no Host', `${POST.replace(HOST, '')}${length}\r\n${CHAT}`],
  ])('%s', async (_what, bytes) => {
    await expectRefused(bytes);
  });

  test.each([
    'xchunked',
    'identity',
    'chunked, identity',
    'gzip, chunked',
    'chunked, chunked',
    'chunked;q=1',
    '"chunked"',
    'chunked\x0b',
    '\x0bchunked',
    'chunked\r\nTransfer-Encoding: identity',
    'identity\r\nTransfer-Encoding: chunked',
    '\r\n chunked',
    '',
  ])('Transfer-Encoding: %j', async (value) => {
    const body = `${size}\r\n${CHAT}\r\n0\r\n\r\n`;
    await expectRefused(`${POST}Transfer-Encoding: ${value}\r\n\r\n${body}${smuggled}`);
  });

  test('a coding in HTTP/1.0', async () => {
    const head = POST.replace('HTTP/1.1', 'HTTP/1.0');
    await expectRefused(`${head}${coding}\r\n${size}\r\n${CHAT}\r\n0\r\n\r\n`);
  });

  test.each([
    ['a folded header', `${POST}X-A: b\r\n c\r\n${length}\r\n${CHAT}`],
    ['a header folded by a tab', `${POST}X-A: b\r\n\tc\r\n${length}\r\n${CHAT}`],
    ['a space before the colon', `${POST}Content-Length : ${CHAT.length}\r\n\r\n${CHAT}`],
    ['a tab before the colon', `${POST}Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n`],
    ['a space before the first header', `GET /v1/models HTTP/1.1\r\n ${HOST}\r\n`],
    ['bare line feeds', get('/v1/models').replaceAll('\r\n', '\n')],
    ['one bare line feed', get('/v1/models').replace('\r\n', '\n')],
    ['a bare line feed at the end', `GET /v1/models HTTP/1.1\r\n${HOST}${AUTH}\n`],
    ['a bare carriage return', `GET /v1/models HTTP/1.1\r\nHost: a\rX-A: b\r\n${AUTH}\r\n`],
    ['a NUL in a header', `GET /v1/models HTTP/1.1\r\n${HOST}${AUTH}X-A: a\0b\r\n\r\n`],
    ['a header without a colon', `GET /v1/models HTTP/1.1\r\n${HOST}${AUTH}nonsense\r\n\r\n`],
    ['a header without a name', `GET /v1/models HTTP/1.1\r\n${HOST}${AUTH}: x\r\n\r\n`],
    ['a space in the target', get('/v1/models x')],
  ])('%s', async (_what, bytes) => {
    await expectRefused(bytes);
  });

  test.each([
    ['a negative size', `-${size}\r\n${CHAT}\r\n0\r\n\r\n`],
    ['a size with a prefix', `0x${size}\r\n${CHAT}\r\n0\r\n\r\n`],
    ['a size with a space', `${size} \r\n${CHAT}\r\n0\r\n\r\n`],
    ['a size behind a space', ` ${size}\r\n${CHAT}\r\n0\r\n\r\n`],
    ['a size beyond numbers', `fffffffffffffffff\r\n${CHAT}\r\n0\r\n\r\n`],
    ['no size', `\r\n${CHAT}\r\n0\r\n\r\n`],
    ['a size that ends with a bare line feed', `${size}\n${CHAT}\r\n0\r\n\r\n`],
    ['a bare line feed after a chunk', `${size}\r\n${CHAT}\n0\r\n\r\n`],
    ['a chunk longer than its size', `1\r\n${CHAT}\r\n0\r\n\r\n`],
    ['a chunk that is not ended', `${size}\r\n${CHAT}0\r\n\r\n`],
    ['a bare line feed in an extension', `${size};a=b\n${CHAT}\r\n0\r\n\r\n`],
    ['a carriage return in an extension', `${size};a\rb\r\n${CHAT}\r\n0\r\n\r\n`],
    ['a length in the trailers', `${size}\r\n${CHAT}\r\n0\r\nContent-Length: 9\r\n\r\n`],
    ['a last chunk with bare line feeds', `${size}\r\n${CHAT}\r\n0\n\n`],
  ])('chunks: %s', async (_what, framing) => {
    await expectRefused(`${chunked(framing)}${smuggled}`);
  });

  test('proper chunks, with an extension and a trailer, are one request', async () => {
    const [response] = await sendRaw(
      { port: gateway.app.port },
      chunked(`${size};a=b\r\n${CHAT}\r\n0\r\nX-Trailer: 1\r\n\r\n`),
    );
    expect(response?.status).toBe(200);
    expect(gateway.reached()).toBe(1);
  });
});
