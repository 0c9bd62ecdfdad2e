import { afterEach, describe, expect, test } from '@jest/globals';
import type { GlobalOptions } from '../../src/cli/global-options.ts';
import { Secret } from '../../src/core/secret.ts';
import { enterWorkplace, type Workplace } from '../support/app.ts';
import type { CaptureOptions } from '../support/io.ts';

const places: Workplace[] = [];

function enter(capture: CaptureOptions = {}, options: Partial<GlobalOptions> = {}): Workplace {
  const place = enterWorkplace(capture, options);
  places.push(place);
  return place;
}

afterEach(async () => {
  await Promise.all(places.splice(0).map((place) => place.leave()));
});

test('the environment is read with env files below it', () => {
  const { context, write } = enter({ env: { A: 'process' } });
  write('.env', 'A=file\nB=file\n');
  expect(context.environment().variables).toEqual({ A: 'process', B: 'file' });
});

describe('logger', () => {
  test.each<[string, Partial<GlobalOptions>, Record<string, string>, string[]]>([
    ['says what happens', {}, {}, ['info', 'warn']],
    ['says less with --quiet', { quiet: true }, { LLMGW_LOG: 'debug' }, ['warn']],
    ['says more with -v', { verbosity: 1 }, {}, ['debug', 'info', 'warn']],
    ['says more with LLMGW_LOG', {}, { LLMGW_LOG: 'debug' }, ['debug', 'info', 'warn']],
  ])('%s, as JSON on stderr off a terminal', async (_how, options, env, levels) => {
    const { context, captured } = enter({ env }, options);
    const logger = await context.logger();
    logger.debug('x');
    logger.info('x');
    logger.warn('x');
    await Promise.resolve();
    const lines = captured.stderr().trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(levels);
    expect(captured.stdout()).toBe('');
  });

  test('is one and the same for the whole command', async () => {
    const { context } = enter();
    expect(await context.logger()).toBe(await context.logger());
  });
});

describe('close', () => {
  test('closes what was opened and nothing else; a second time does nothing', async () => {
    const { context } = enter();
    context.upstream();
    const config = { url: null, host: '127.0.0.1', port: 1, username: null };
    context.redis({ ...config, password: null, tls: false });
    context.database(new Secret('postgres://u:p@127.0.0.1:1/d'));
    await context.close();
    await expect(context.close()).resolves.toBeUndefined();
  });

  test('fails calls under way', async () => {
    const { context } = enter();
    const upstream = context.upstream();
    const request = { origin: 'http://127.0.0.1:1', method: 'GET', path: '/', headers: [] };
    await context.close();
    const kind = await new Promise((resolve) => {
      upstream.send(
        { ...request, body: null, connectTimeoutMs: 100 },
        {
          onHead: () => undefined,
          onData: () => true,
          onEnd: () => resolve('end'),
          onError: (fault) => resolve(fault.kind),
        },
      );
    });
    expect(kind).toBe('connect_refused');
  });
});
