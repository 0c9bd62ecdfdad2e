import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeKey } from '../../../../src/security/secrets/make-key.ts';
import { placesIn, ScanFolder } from '../../../support/scan-folder.ts';

const [live, dead, odd] = ['live', 'dead', 'odd'].map((seed) => makeKey('groq', seed));
const asked: string[] = [];
let server: Server;
let folder: ScanFolder;

beforeAll(async () => {
  server = createServer(({ headers }, response) => {
    const key = (headers.authorization ?? '').replace('Bearer ', '');
    asked.push(key);
    if (key === 'hang') return;
    response.writeHead(key === live ? 200 : key === dead ? 401 : 429).end('{}');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  folder = new ScanFolder();
  folder.write('config.yaml', `model_list:\n  - litellm_params:\n      api_key: ${live}\n`);
  folder.write('other.yaml', `a: ${live}\nb: ${dead}\nc: ${odd}\n`);
});

afterAll(() => {
  folder.remove();
  server.close();
});

function flags(port = (server.address() as AddressInfo).port): string[] {
  const endpoint = `groq=http://127.0.0.1:${port}/models`;
  return ['--rule', 'LGW116', '--json', '--verify', '--verify-endpoint', endpoint];
}

test('a key that works is critical in each of its places, and asked about once', async () => {
  const end = await folder.check(flags());
  expect(placesIn(end)).toEqual(['LGW116 config.yaml:3', 'LGW116 other.yaml:1']);
  expect(end.code).toBe(1);
  expect(new Set(asked)).toEqual(new Set([live, dead, odd]));
  expect(asked).toHaveLength(3);
  const { live: checks } = JSON.parse(end.stdout) as { live: { detail: string }[] };
  expect(checks.map(({ detail }) => detail)).toEqual(['live', 'revoked', 'unknown']);
  expect(end.stdout + end.stderr).not.toContain(live);
});

test('without the flag nobody is asked', async () => {
  asked.length = 0;
  expect((await folder.check(['--rule', 'LGW116'])).code).toBe(0);
  expect(asked).toEqual([]);
});

test('a provider that cannot be reached says nothing of a key', async () => {
  const end = await folder.check(flags(1));
  expect([end.code, placesIn(end)]).toEqual([0, []]);
});
