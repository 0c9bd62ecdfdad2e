import { afterEach, describe, expect, test } from '@jest/globals';
import { untilStopped } from '../../../commands/serve/until-stopped.ts';
import type { Exchange } from '../../../src/http/exchange.ts';
import { DeadlineWatch } from '../../../src/core/deadline-watch.ts';
import type { Gateway } from '../../../src/gateway/gateway.ts';
import { CommandContext } from '../../../commands/context.ts';
import { captureLogger, type CapturedLogger } from '../../support/captured-logger.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { listenWith, until, turns, type ListeningServer } from '../../support/http-server.ts';
import { connectRaw, type RawConnection } from '../../support/raw-http.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const DRAIN_MS = 10_000;

class ClockedContext extends CommandContext {
  override readonly clock = new VirtualClock();
}

interface Scene {
  readonly place: Workplace;
  readonly clock: VirtualClock;
  readonly gateway: Gateway;
  readonly listening: ListeningServer;
  readonly log: CapturedLogger;
  /** Exchanges that wait for an answer. */
  readonly held: Exchange[];
  /** The exit code, once there is one. */
  readonly ended: Promise<number>;
  code(): number | null;
}

const places: Workplace[] = [];

/** A server whose requests wait, and a command that waits for its end. */
async function begin(): Promise<Scene> {
  const place = enterWorkplace();
  places.push(place);
  const held: Exchange[] = [];
  const listening = await listenWith((exchange) => void held.push(exchange));
  const log = await captureLogger();
  const context = new ClockedContext(place.captured.io, place.context.options);
  const gateway = { draining: false, watch: new DeadlineWatch(context.clock) } as Gateway;
  const { server } = listening;
  let code: number | null = null;
  const running = {
    context,
    gateway,
    server,
    drainMs: DRAIN_MS,
    logger: log.logger,
    onDrain: () => {},
  };
  const ended = untilStopped(running).then((value) => (code = value));
  const { clock } = context;
  return { place, clock, gateway, listening, log, held, ended, code: () => code };
}

async function ask(scene: Scene): Promise<RawConnection> {
  const client = await connectRaw({ port: scene.listening.port });
  const before = scene.held.length;
  client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await until(() => scene.held.length > before);
  return client;
}

/** Puts an answer under way that a stopping gateway can cut. */
function onCut({ gateway }: Scene, cut: () => void): void {
  gateway.watch.add({ deadlineAt: Infinity, watchIndex: -1, onDeadline: () => undefined, cut });
}

function answer(exchange: Exchange): void {
  exchange.writeHead(200, ['content-length', '2']);
  exchange.end('ok');
}

afterEach(async () => {
  await Promise.all(places.splice(0).map((place) => place.leave()));
});

describe('untilStopped', () => {
  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ])('%s on an idle server ends with %i at once', async (signal, code) => {
    const scene = await begin();
    expect(scene.gateway.draining).toBe(false);
    scene.place.captured.emit(signal);
    expect(await scene.ended).toBe(code);
    expect(scene.gateway.draining).toBe(true);
    await expect(connectRaw({ port: scene.listening.port })).rejects.toThrow('ECONNREFUSED');
  });

  test('waits for answers under way', async () => {
    const scene = await begin();
    const client = await ask(scene);
    scene.place.captured.emit('SIGTERM');
    await turns(10);
    expect(scene.code()).toBeNull();
    for (const exchange of scene.held) answer(exchange);
    expect((await client.response()).text).toBe('ok');
    expect(await scene.ended).toBe(143);
    const messages = (await scene.log.lines()).map(({ level, msg }) => `${level} ${msg}`);
    expect(messages).toEqual(['info draining']);
  });

  test('cuts answers that are not complete at the drain limit, and lets the cut go out', async () => {
    const scene = await begin();
    const client = await ask(scene);
    onCut(scene, () => {
      for (const exchange of scene.held) answer(exchange);
    });
    scene.place.captured.emit('SIGTERM');
    await turns(10);
    scene.clock.advance(DRAIN_MS - 1);
    await turns(10);
    expect(scene.code()).toBeNull();
    scene.clock.advance(1);
    expect((await client.response()).text).toBe('ok');
    expect(await scene.ended).toBe(143);
    const messages = (await scene.log.lines()).map(({ level, msg }) => `${level} ${msg}`);
    expect(messages).toEqual(['info draining', 'warn ending answers that are not complete']);
  });

  test('closes what cannot even be cut', async () => {
    const scene = await begin();
    const client = await ask(scene);
    scene.place.captured.emit('SIGTERM');
    await turns(10);
    scene.clock.advance(DRAIN_MS);
    await turns(10);
    expect(scene.code()).toBeNull();
    scene.clock.advance(500);
    expect(await scene.ended).toBe(143);
    expect(await client.whenClosed()).toHaveLength(0);
  });

  test('a second signal does not wait for the drain limit; the code is the first one’s', async () => {
    const scene = await begin();
    let cuts = 0;
    const client = await ask(scene);
    onCut(scene, () => {
      cuts += 1;
      for (const exchange of scene.held) answer(exchange);
    });
    scene.place.captured.emit('SIGINT');
    await turns(10);
    expect([scene.code(), cuts]).toEqual([null, 0]);
    scene.place.captured.emit('SIGTERM');
    expect(await scene.ended).toBe(130);
    expect(cuts).toBe(1);
    expect((await client.response()).status).toBe(200);
  });
});
