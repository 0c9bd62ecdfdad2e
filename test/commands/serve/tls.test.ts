import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readTls } from '../../../commands/serve/tls.ts';
import { enterWorkplace, serveOptions, type Workplace } from '../../support/app.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { listenWith } from '../../support/http-server.ts';
import { connectRaw, sendRaw } from '../../support/raw-http.ts';

let place: Workplace;

beforeEach(() => {
  place = enterWorkplace();
});

afterEach(async () => {
  await place.leave();
});

function files() {
  const { cert, key } = makeCertificate();
  return { tlsCert: place.write('cert.pem', cert), tlsKey: place.write('key.pem', key) };
}

test('without either there is no TLS', () => {
  expect(readTls(serveOptions())).toBeNull();
});

test('a pair serves HTTPS, and a plain request on that port is turned away', async () => {
  const tls = readTls(serveOptions(files()));
  if (tls === null) throw new Error('no TLS');
  const listening = await listenWith(
    (exchange) => {
      exchange.writeHead(200, ['content-length', '2']);
      exchange.end('ok');
    },
    { tls },
  );
  const { port } = listening;
  const bytes = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
  expect((await sendRaw({ port, tls: true }, bytes))[0]?.text).toBe('ok');
  const plain = await connectRaw({ port });
  plain.send(bytes);
  expect((await plain.whenClosed()).toString('latin1')).not.toContain('200 OK');
  listening.stop();
  expect(listening.faults).toEqual([]);
});

test.each([
  ['tlsCert', '--tls-key'],
  ['tlsKey', '--tls-cert'],
] as const)('%s alone is refused and %s is named', (given, missing) => {
  const options = serveOptions({ [given]: files()[given] });
  expect(() => readTls(options)).toThrow(
    expect.objectContaining({ code: 'E_TLS', exitCode: 78, where: missing }),
  );
});

test('a key of another certificate is refused', () => {
  const { tlsCert } = files();
  const tlsKey = place.write('other.pem', makeCertificate().key);
  expect(() => readTls(serveOptions({ tlsCert, tlsKey }))).toThrow(
    expect.objectContaining({ code: 'E_TLS', where: tlsCert }),
  );
});

test('what is no PEM is refused, without its content in the message', () => {
  const { tlsCert } = files();
  const tlsKey = place.write('other.pem', 'secret-but-no-key');
  let message = '';
  try {
    readTls(serveOptions({ tlsCert, tlsKey }));
  } catch (thrown) {
    message = String(thrown);
  }
  expect(message).toContain('cannot be used');
  expect(message).not.toContain('secret-but-no-key');
});

test('a file that is not there is named', () => {
  const { tlsKey } = files();
  expect(() => readTls(serveOptions({ tlsCert: '/nowhere/cert.pem', tlsKey }))).toThrow(
    expect.objectContaining({
      code: 'E_TLS',
      where: '--tls-cert',
      message: expect.stringContaining('/nowhere/cert.pem'),
    }),
  );
});
