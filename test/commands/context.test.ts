import { afterEach, describe, expect, test } from '@jest/globals';
import type { GlobalOptions } from '../../src/cli/global-options.ts';
import { Secret } from '../../src/core/secret.ts';
import { createContext } from '../../commands/context.ts';
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

describe('environment', () => {
  test('is the process’s own where there is no .env', () => {
    const { context } = enter({ env: { A: 'process' } });
    expect(context.environment()).toEqual({ variables: { A: 'process' }, files: [], findings: [] });
  });

  test('reads .env of the working directory below the process’s own', () => {
    const { context, write } = enter({ env: { A: 'process' } });
    const file = write('.env', 'A=file\nB=file\n');
    const { variables, files } = context.environment();
    expect(variables).toEqual({ A: 'process', B: 'file' });
    expect(files).toEqual([file]);
  });

  test('reads the named files instead, later ones over earlier ones', () => {
    const place = enter();
    place.write('.env', 'A=unused\n');
    const envFiles = [place.write('one.env', 'A=1\nB=1\n'), place.write('two.env', 'B=2\n')];
    const context = createContext(place.captured.io, { ...place.context.options, envFiles });
    expect(context.environment()).toMatchObject({ variables: { A: '1', B: '2' }, files: envFiles });
  });

  test('a value Node took from a named file can still be changed by that file', () => {
    const place = enter({ env: { A: '1', B: 'process' } });
    const envFiles = [place.write('named.env', 'A=1\nB=file\n')];
    const context = createContext(place.captured.io, { ...place.context.options, envFiles });
    expect(context.environment().variables).toMatchObject({ A: '1', B: 'process' });
    place.write('named.env', 'A=2\nB=file\n');
    expect(context.environment().variables).toMatchObject({ A: '2', B: 'process' });
  });

  test('says which named file cannot be read', () => {
    const { context } = enter({}, { envFiles: ['/nowhere/at-all.env'] });
    expect(() => context.environment()).toThrow(
      expect.objectContaining({ code: 'E_NO_INPUT', where: '/nowhere/at-all.env' }),
    );
  });
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
