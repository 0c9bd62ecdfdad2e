import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  createGuardedFetch,
  ForbiddenAddressError,
  isForbiddenAddress,
} from '../../../src/http/guarded-fetch.ts';

let server: Server;
let port: number;
const guarded = createGuardedFetch({ connectTimeoutMs: 5_000 });

beforeAll(async () => {
  server = createServer((_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(async () => {
  await guarded.close();
  await new Promise((resolve) => server.close(resolve));
});

test.each(['127.0.0.1', 'localhost'])('%s is called', async (host) => {
  const response = await guarded.fetch(`http://${host}:${port}/`);
  expect(await response.text()).toBe('hello');
});

test.each([
  'http://169.254.169.254/latest/meta-data/',
  'http://0xa9fea9fe/',
  'http://2852039166/',
  'http://[::ffff:169.254.169.254]/',
  'http://[fe80::1]/',
  'http://[fd00:ec2::254]/',
  'http://100.100.100.200/',
  'http://metadata.google.internal/',
])('%s is not', async (url) => {
  await expect(guarded.fetch(url)).rejects.toThrow(ForbiddenAddressError);
});

test.each([
  ['10.0.0.1', false],
  ['169.254.1.1', true],
  ['::1', false],
  ['no address', false],
])('%s: forbidden is %s', (address, isForbidden) => {
  expect(isForbiddenAddress(address)).toBe(isForbidden);
});
