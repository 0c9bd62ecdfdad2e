import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadGateway } from '../../../commands/serve/load-gateway.ts';
import { reloadOn } from '../../../commands/serve/reload.ts';
import type { Gateway } from '../../../src/gateway/gateway.ts';
import { enterWorkplace, MASTER_KEY, serveOptions, type Workplace } from '../../support/app.ts';
import { captureLogger, type CapturedLogger } from '../../support/captured-logger.ts';

const config = (name: string) => ({
  model_list: [{ model_name: name, litellm_params: { model: 'openai/x', mock_response: 'hi' } }],
  general_settings: { master_key: MASTER_KEY },
});

let place: Workplace;
let log: CapturedLogger;
let gateway: Gateway;
let stop: () => void;

async function begin(watch: boolean): Promise<void> {
  place = enterWorkplace();
  log = await captureLogger();
  const file = place.write('config.yaml', config('first'));
  const { context } = place;
  const options = serveOptions({ watch });
  const breakers = context.breakers();
  const findKey = () => null;
  const base = { context, options, file, previous: null, breakers, findKey };
  const { ready, files } = loadGateway({ ...base, stored: null });
  if (ready === null) throw new Error('not loaded');
  gateway = { runtime: ready.runtime, breakers } as unknown as Gateway;
  const target = { context, options, file, gateway, logger: log.logger, findKey };
  const reloader = reloadOn({ ...target, stored: () => null }, files);
  stop = () => reloader.stop();
}

const names = (): string[] => [...gateway.runtime.table.names()];

afterEach(async () => {
  stop();
  await place.leave();
});

describe('on SIGHUP', () => {
  beforeEach(async () => {
    await begin(false);
  });

  test('the new configuration takes the place of the old one', async () => {
    place.write('config.yaml', config('second'));
    place.captured.emit('SIGHUP');
    expect(names()).toEqual(['second']);
    expect(await log.lines()).toEqual([
      expect.objectContaining({
        level: 'info',
        msg: 'configuration reloaded',
        reason: 'SIGHUP',
        changed: true,
        config_hash: gateway.runtime.config.hash,
      }),
    ]);
  });

  test('says when nothing has changed', async () => {
    place.captured.emit('SIGHUP');
    expect(await log.lines()).toEqual([expect.objectContaining({ changed: false })]);
  });

  test.each<[string, unknown]>([
    ['is no YAML', 'model_list: [\n'],
    [
      'has a broken deployment',
      {
        ...config('second'),
        model_list: [
          ...config('second').model_list,
          { model_name: 'x', litellm_params: { model: 'openai/x', api_key: 'os.environ/UNSET_X' } },
        ],
      },
    ],
  ])('a file that %s is refused whole and the old one stays', async (_why, content) => {
    const before = gateway.runtime;
    place.write('config.yaml', content);
    place.captured.emit('SIGHUP');
    expect(gateway.runtime).toBe(before);
    expect(await log.lines()).toEqual([
      expect.objectContaining({
        level: 'error',
        msg: 'reload refused: the old configuration stays',
      }),
    ]);
    expect(place.captured.stderr()).toContain('config.yaml');
  });

  test('a file without a master key is refused, and no key is in the log', async () => {
    const before = gateway.runtime;
    place.write('config.yaml', {
      ...config('second'),
      general_settings: { master_key: 'sk-1234' },
    });
    place.captured.emit('SIGHUP');
    expect(gateway.runtime).toBe(before);
    expect(await log.lines()).toEqual([expect.objectContaining({ code: 'E_MASTER_KEY' })]);
    expect(log.text()).not.toContain('sk-1234');
  });

  test('a mended file is taken after a bad one', () => {
    place.write('config.yaml', 'model_list: [\n');
    place.captured.emit('SIGHUP');
    place.write('config.yaml', config('third'));
    place.captured.emit('SIGHUP');
    expect(names()).toEqual(['third']);
  });

  test('nothing happens after the stop', () => {
    stop();
    place.write('config.yaml', config('second'));
    place.captured.emit('SIGHUP');
    expect(names()).toEqual(['first']);
  });
});

test('a change of the file is enough when it is watched', async () => {
  await begin(true);
  place.write('config.yaml', config('second'));
  while (names()[0] !== 'second') await new Promise((resolve) => setImmediate(resolve));
  expect(await log.lines()).toContainEqual(expect.objectContaining({ reason: 'file changed' }));
});
