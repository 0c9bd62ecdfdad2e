import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { runServe } from '../../../commands/serve/serve.run.ts';
import type { ServeOptions } from '../../../commands/serve/serve-options.ts';
import type { GlobalOptions } from '../../../src/cli/global-options.ts';
import { enterWorkplace, MASTER_KEY, serveOptions, type Workplace } from '../../support/app.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { until } from '../../support/http-server.ts';
import { sendRaw } from '../../support/raw-http.ts';
import type { CaptureOptions } from '../../support/io.ts';

const places: Workplace[] = [];

afterEach(async () => {
  await Promise.all(places.splice(0).map((place) => place.leave()));
});

function enter(options: Partial<GlobalOptions> = {}, capture: CaptureOptions = {}): Workplace {
  // No test of these is about the private database.
  const env = { LLMGW_DATABASE: 'off', ...capture.env };
  const place = enterWorkplace({ ...capture, env }, options);
  places.push(place);
  return place;
}

const MODELS = [
  { model_name: 'm', litellm_params: { model: 'openai/m', mock_response: 'Hello!' } },
];
const CONFIG = { model_list: MODELS, general_settings: { master_key: MASTER_KEY } };

interface Ready {
  readonly url: string;
  readonly config: string;
  readonly models: readonly string[];
}

/** Starts serving and waits for the document that says it is ready. */
async function serve(place: Workplace, options: Partial<ServeOptions> = {}) {
  const ended = runServe(serveOptions(options), place.context);
  let failed = false;
  ended.catch(() => (failed = true));
  await until(() => failed || place.captured.stdout().endsWith('\n'));
  if (failed) await ended;
  const ready = JSON.parse(place.captured.stdout()) as Ready;
  const stop = async (): Promise<number> => {
    place.captured.emit('SIGTERM');
    return ended;
  };
  return { ready, stop };
}

describe('runServe', () => {
  test('serves the configuration of the working directory until it is told to stop', async () => {
    const place = enter({ json: true });
    const file = place.write('config.yaml', CONFIG);
    const { ready, stop } = await serve(place);
    expect(ready).toMatchObject({ config: file, models: ['m'] });
    const response = await fetch(`${ready.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${MASTER_KEY}` },
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hi' }] }),
    });
    expect(await response.json()).toMatchObject({
      choices: [{ message: { content: 'Hello!' } }],
    });
    expect(await stop()).toBe(143);
    const lines = place.captured
      .stderr()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'ready' }));
    expect(lines).toContainEqual(expect.objectContaining({ status: 200 }));
    expect(place.captured.stderr()).not.toContain(MASTER_KEY);
  });

  test('serves the built-in configuration where there is none, with a key of its own', async () => {
    const place = enter({ json: true });
    const { ready, stop } = await serve(place);
    const keyFile = join(place.dir, '.llmgw', 'master-key');
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(ready.models).toContain('hello');
    expect((await fetch(`${ready.url}/v1/models`)).status).toBe(401);
    await stop();
  });

  test('speaks HTTPS when it has a certificate', async () => {
    const place = enter({ json: true });
    place.write('config.yaml', CONFIG);
    const { cert, key } = makeCertificate();
    const options = { tlsCert: place.write('c.pem', cert), tlsKey: place.write('k.pem', key) };
    const { ready, stop } = await serve(place, options);
    const { protocol, port } = new URL(ready.url);
    expect(protocol).toBe('https:');
    const bytes = 'GET /health/liveliness HTTP/1.1\r\nHost: a\r\n\r\n';
    const [response] = await sendRaw({ port: Number(port), tls: true }, bytes);
    expect(response?.text).toBe(`"I'm alive!"`);
    await stop();
  });

  test('lets everybody in with --dev', async () => {
    const place = enter({ json: true });
    place.write('config.yaml', { model_list: MODELS });
    const { ready, stop } = await serve(place, { dev: true });
    expect((await fetch(`${ready.url}/v1/models`)).status).toBe(200);
    await stop();
  });

  test('reloads on SIGHUP', async () => {
    const place = enter({ json: true });
    place.write('config.yaml', CONFIG);
    const { ready, stop } = await serve(place);
    const renamed = [{ ...MODELS[0], model_name: 'renamed' }];
    place.write('config.yaml', { ...CONFIG, model_list: renamed });
    place.captured.emit('SIGHUP');
    const headers = { authorization: `Bearer ${MASTER_KEY}` };
    const text = await (await fetch(`${ready.url}/v1/models`, { headers })).text();
    expect(text).toContain('"renamed"');
    await stop();
  });

  test('does not start with a configuration that cannot be served, and says all that is wrong', async () => {
    const place = enter();
    const broken = (name: string) => ({
      model_name: name,
      litellm_params: { model: 'openai/x', api_key: `os.environ/UNSET_${name}` },
    });
    const file = place.write('config.yaml', { ...CONFIG, model_list: [broken('A'), broken('B')] });
    await expect(runServe(serveOptions(), place.context)).rejects.toMatchObject({
      code: 'E_CONFIG',
      exitCode: 78,
      where: file,
    });
    expect(place.captured.stderr()).toContain('UNSET_A');
    expect(place.captured.stderr()).toContain('UNSET_B');
  });

  test.each<[string, object, Partial<ServeOptions>, string]>([
    ['a missing master key', { model_list: MODELS }, {}, 'E_MASTER_KEY'],
    [
      '--dev on all addresses',
      { model_list: MODELS },
      { dev: true, host: '0.0.0.0' },
      'E_MASTER_KEY',
    ],
    ['a certificate that is not there', CONFIG, { tlsCert: '/no', tlsKey: '/no' }, 'E_TLS'],
    ['an address of another machine', CONFIG, { host: '203.0.113.7' }, 'E_LISTEN'],
  ])('does not start with %s', async (_what, config, options, code) => {
    const place = enter();
    place.write('config.yaml', config);
    await expect(runServe(serveOptions(options), place.context)).rejects.toMatchObject({ code });
    expect(existsSync(join(place.dir, '.llmgw'))).toBe(false);
    expect(place.captured.listeners('SIGHUP')).toBe(0);
  });
});
