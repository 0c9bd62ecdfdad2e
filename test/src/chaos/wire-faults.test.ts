import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SIXTY_WORDS } from '../../../src/chaos/answer.ts';
import type { ChaosProvider } from '../../../src/chaos/server.ts';
import { connectTo, rawChat } from '../../support/chaos.ts';
import { startFaultProvider } from '../../support/fault-provider.ts';

let provider: ChaosProvider;

beforeAll(async () => {
  provider = await startFaultProvider(200);
});

afterAll(() => provider.close());

describe('on the wire', () => {
  test.each([
    ['too-short', 20],
    ['too-long', -20],
  ])('%s: the length and the body differ by %i', async (model, difference) => {
    const client = await connectTo(provider);
    client.send(rawChat(model));
    const said = await client.receivedMatch(/total_tokens":\d+\}\}/);
    const [head = '', body = ''] = said.split('\r\n\r\n');
    const declared = Number(/content-length: (\d+)/.exec(head)?.[1]);
    expect(declared - Buffer.byteLength(body)).toBe(difference);
    client.destroy();
  });

  test('endless-line: a megabyte without a line end', async () => {
    const client = await connectTo(provider);
    client.send(rawChat('endless-line', { stream: true }));
    await client.receivedBytes(1_048_576);
    expect(String(client.received).split('\r\n\r\n')[1]).not.toContain('\n\n');
    client.destroy();
  });

  test('huge-headers: 64 KiB of them', async () => {
    const client = await connectTo(provider);
    client.send(rawChat('huge-headers'));
    await client.receivedBytes(65_536);
    expect(client.received.indexOf('\r\n\r\n')).toBe(-1);
    client.destroy();
  });

  test('stale: a connection serves one call', async () => {
    const client = await connectTo(provider);
    client.send(rawChat('stale'));
    expect((await client.response()).text).toContain(SIXTY_WORDS);
    client.send(rawChat('stale'));
    await client.whenClosed();
    expect(client.reset).toBe(true);
  });

  test('firehose: as fast as it is taken, and no longer than somebody takes it', async () => {
    const client = await connectTo(provider);
    client.send(rawChat('firehose', { stream: true }));
    await client.receivedBytes(262_144);
    client.destroy();
    while (provider.log('firehose')[0]?.endedAt === null) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(provider.log('firehose')[0]?.completed).toBe(false);
  });

  test.each([
    ['html', '<!doctype html>', 'text/html'],
    ['error-in-200', '{"error"', 'application/json'],
    ['empty', '', 'text/html'],
  ])('%s: 200 all the same', async (model, begin, type) => {
    const client = await connectTo(provider);
    client.send(rawChat(model));
    const { status, text, headers } = await client.response();
    client.destroy();
    expect(status).toBe(200);
    expect(text.startsWith(begin)).toBe(true);
    expect(headers['content-type']).toBe(type);
  });
});
