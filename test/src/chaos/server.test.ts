import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.ts';
import { startChaosProvider, type ChaosProvider } from '../../../src/chaos/server.ts';
import { ask, connectTo, rawChat } from '../../support/chaos.ts';
import { startFaultProvider } from '../../support/fault-provider.ts';

let provider: ChaosProvider;

beforeEach(async () => {
  provider = await startFaultProvider(200);
});

afterEach(() => provider.close());

const get = async (path: string): Promise<Record<string, unknown>> =>
  (await (await fetch(provider.origin + path)).json()) as Record<string, unknown>;

describe('the provider', () => {
  test('lists its models, each with what it does', async () => {
    const { data } = await get('/v1/models');
    expect(data).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: 's01', object: 'model' })]),
    );
  });

  test('shows and forgets what it was asked', async () => {
    await ask(provider, 's04@one');
    await ask(provider, 'healthy');
    expect(await get('/__chaos/log?model=s04@one')).toMatchObject({
      entries: [{ model: 's04@one', attempt: 1, did: '503', prefilled: false }],
    });
    await fetch(`${provider.origin}/__chaos/reset`, { method: 'POST' });
    expect(await get('/__chaos/log')).toEqual({ entries: [] });
  });

  test('tells which connection a call came on', async () => {
    const client = await connectTo(provider);
    for (let i = 0; i < 2; i += 1) {
      client.send(rawChat('s04'));
      await client.response();
    }
    client.destroy();
    const other = await connectTo(provider);
    other.send(rawChat('s04'));
    await other.response();
    other.destroy();
    expect(provider.log().map(({ connection }) => connection)).toEqual([1, 1, 2]);
  });

  test.each([
    ['healthy', 200, { object: 'list', data: [{ index: 0 }, { index: 1 }] }],
    ['s04', 503, { error: { code: 'overloaded' } }],
  ])('embeds texts: %s', async (model, status, body) => {
    const response = await fetch(`${provider.origin}/v1/embeddings`, {
      method: 'POST',
      body: JSON.stringify({ model, input: ['one', 'two'] }),
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject(body);
  });

  test('tells of the name that was probably meant', async () => {
    const { status, error } = await ask(provider, 'helthy');
    expect(status).toBe(404);
    expect(error).toMatch(/Did you mean "healthy"\?/);
    expect((await ask(provider, '')).status).toBe(404);
  });

  test.each(['{', '[]', '3', ''])('takes a body that is no request: %s', async (body) => {
    const response = await fetch(`${provider.origin}/v1/chat/completions`, {
      method: 'POST',
      body,
    });
    expect(response.status).toBe(404);
  });

  test('has no other routes', async () => {
    expect(await get('/v2/models')).toMatchObject({ error: { type: 'invalid_request_error' } });
  });

  test('rejects when the address is taken', async () => {
    const port = Number(new URL(provider.origin).port);
    const again = startChaosProvider({ host: '127.0.0.1', port, speed: 1, clock: systemClock });
    await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
