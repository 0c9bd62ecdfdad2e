import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startChaosProvider, type ChaosProvider } from '../../../src/chaos/server.ts';
import { connectTo, rawChat } from '../../support/chaos.ts';
import { turns } from '../../support/http-server.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let clock: VirtualClock;
let provider: ChaosProvider;

beforeEach(async () => {
  clock = new VirtualClock();
  provider = await startChaosProvider({ host: '127.0.0.1', port: 0, speed: 10, clock });
});

afterEach(() => provider.close());

async function arrived(model: string): Promise<void> {
  while (provider.log(model).length === 0 || clock.pending === 0) await turns(1);
}

describe('a call', () => {
  test('waits in the time of the script, divided by the speed', async () => {
    const client = await connectTo(provider);
    client.send(rawChat('s06'));
    await arrived('s06');
    expect(clock.nextInMs).toBe(12_000);
    clock.advance(12_000);
    await client.whenClosed();
    expect(provider.log('s06')[0]).toMatchObject({
      did: 'silent, close',
      completed: false,
      abandoned: false,
    });
  });

  test('ends its waits when the client leaves, and says so', async () => {
    const client = await connectTo(provider);
    client.send(rawChat('s06'));
    await arrived('s06');
    clock.advance(500);
    client.destroy();
    while (provider.log('s06')[0]?.endedAt === null) await turns(1);
    expect(clock.pending).toBe(0);
    expect(provider.log('s06')[0]).toMatchObject({
      endedAt: 500,
      did: 'silent',
      completed: false,
      abandoned: true,
    });
  });

  test('that was answered is complete', async () => {
    const client = await connectTo(provider);
    client.send(rawChat('s04'));
    expect((await client.response()).status).toBe(503);
    client.destroy();
    while (provider.log('s04')[0]?.endedAt === null) await turns(1);
    expect(provider.log('s04')[0]).toMatchObject({
      did: '503',
      completed: true,
      abandoned: false,
      attempt: 1,
    });
  });
});
