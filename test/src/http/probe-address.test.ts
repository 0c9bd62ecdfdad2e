import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.ts';
import { probeAddress } from '../../../src/http/probe-address.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { findFreePort } from '../../support/server-process.ts';
import { startSilentServer, type SilentServer } from '../../support/silent-server.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const LIMITS = { timeoutMs: 5_000, clock: systemClock };
let silent: SilentServer;

beforeAll(async () => {
  silent = await startSilentServer();
});
afterAll(async () => silent.close());

describe('probeAddress', () => {
  test('connects, and sends nothing', async () => {
    const target = { host: '127.0.0.1', port: silent.port, tls: false };
    expect(await probeAddress(target, LIMITS)).toMatchObject({ status: 'ok', detail: '' });
    expect(silent.received).toBe('');
  });

  test('tells nobody there from a name that does not resolve', async () => {
    const port = await findFreePort();
    const nobody = await probeAddress({ host: '127.0.0.1', port, tls: false }, LIMITS);
    expect(nobody).toMatchObject({ status: 'refused', detail: 'ECONNREFUSED' });
    const name = { host: 'no-such-host.invalid', port: 443, tls: true };
    expect((await probeAddress(name, LIMITS)).status).toBe('dns');
  });

  test('a certificate nobody vouches for is a TLS fault', async () => {
    const server = createTlsServer(makeCertificate()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const probe = await probeAddress({ host: '127.0.0.1', port, tls: true }, LIMITS);
    expect(probe).toMatchObject({ status: 'tls', detail: expect.stringMatching(/SELF_SIGNED/) });
    server.close();
  });

  test('a handshake that never ends is a timeout', async () => {
    const clock = new VirtualClock();
    const before = silent.connections;
    const target = { host: '127.0.0.1', port: silent.port, tls: true };
    const probe = probeAddress(target, { timeoutMs: 3_000, clock });
    while (silent.connections === before) await new Promise(setImmediate);
    clock.advance(3_000);
    expect(await probe).toEqual({
      status: 'timeout',
      ms: 3_000,
      detail: 'no answer within 3000 ms',
    });
  });
});
