import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { announce, type Announcement } from '../../../commands/serve/announce.ts';
import { loadGateway } from '../../../commands/serve/load-gateway.ts';
import type { MasterKey } from '../../../commands/serve/master-key.ts';
import type { GlobalOptions } from '../../../src/cli/global-options.ts';
import { Secret } from '../../../src/core/secret.ts';
import { enterWorkplace, MASTER_KEY, serveOptions, type Workplace } from '../../support/app.ts';
import { captureLogger } from '../../support/captured-logger.ts';
import { runShell } from '../../support/shell.ts';

const places: Workplace[] = [];

afterEach(async () => {
  await Promise.all(places.splice(0).map((place) => place.leave()));
});

const MADE_KEY = 'sk-made-just-now';

const made = (place: Workplace, origin: 'made' | 'kept' = 'made'): MasterKey => ({
  key: new Secret(MADE_KEY),
  origin,
  file: join(place.dir, '.llmgw', 'master-key'),
});
const configured: MasterKey = { key: new Secret(MASTER_KEY), origin: 'config', file: null };
const none: MasterKey = { key: null, origin: 'none', file: null };

interface Scene {
  readonly tty?: boolean;
  readonly models?: readonly string[];
  readonly key?: (place: Workplace) => MasterKey;
  readonly news?: Partial<Announcement>;
  readonly options?: Partial<GlobalOptions>;
  readonly env?: Readonly<Record<string, string>>;
}

async function say({ tty = true, models = ['m'], key, news, options, env = {} }: Scene) {
  const place = enterWorkplace({ tty, env }, options);
  places.push(place);
  const file = place.write('config.yaml', {
    model_list: models.map((name) => ({
      model_name: name,
      litellm_params: { model: 'openai/x', mock_response: 'hi' },
    })),
    general_settings: { master_key: MASTER_KEY },
  });
  const { context } = place;
  const breakers = context.breakers();
  const keys = { findKey: () => null, stored: null };
  const base = { context, options: serveOptions(), file, previous: null, breakers };
  const loaded = loadGateway({ ...base, ...keys });
  if (loaded.ready === null) throw new Error(JSON.stringify(loaded.findings));
  const log = await captureLogger();
  announce(context, {
    address: { address: '127.0.0.1', family: 'IPv4', port: 4_000 },
    found: { file, origin: 'found' },
    runtime: loaded.ready.runtime,
    masterKey: key?.(place) ?? configured,
    tls: false,
    logger: log.logger,
    ...news,
  });
  const { captured } = place;
  return {
    place,
    file,
    stderr: captured.stderr(),
    stdout: captured.stdout(),
    lines: await log.lines(),
  };
}

describe('on a terminal', () => {
  test('says address, configuration, models and key in one block, and logs nothing', async () => {
    const env = { LITELLM_MASTER_KEY: MASTER_KEY };
    const { stderr, stdout, lines } = await say({ env });
    expect(stderr).toBe(
      [
        '',
        '  address  http://127.0.0.1:4000',
        '  config   config.yaml',
        '  models   m',
        '  key      as configured',
        '',
        `  curl http://127.0.0.1:4000/v1/chat/completions -H "Authorization: Bearer $LITELLM_MASTER_KEY" -H 'Content-Type: application/json' -d '{"model":"m","messages":[{"role":"user","content":"Hello"}]}'`,
        '',
        '',
      ].join('\n'),
    );
    expect(stdout).toBe('');
    expect(lines).toEqual([]);
  });

  test('names no variable that does not hold the key', async () => {
    const { stderr } = await say({ env: { LITELLM_MASTER_KEY: 'another' } });
    expect(stderr).toContain('Authorization: Bearer <your master key>"');
    expect(stderr).not.toContain(MASTER_KEY);
  });

  test('shows a key that was just made, and where it is kept', async () => {
    const { stderr } = await say({ key: made });
    expect(stderr).toContain(`  key      ${MADE_KEY} (shown this once; kept in .llmgw/master-key)`);
    expect(stderr).toContain('"Authorization: Bearer $(cat .llmgw/master-key)"');
  });

  test('does not show a key that was made before', async () => {
    const { stderr } = await say({ key: (place) => made(place, 'kept') });
    expect(stderr).toContain('  key      in .llmgw/master-key');
    expect(stderr).not.toContain(MADE_KEY);
  });

  test('says that everybody is let in', async () => {
    const { stderr } = await say({ key: () => none });
    expect(stderr).toContain('none: every caller is let in (--dev)');
    expect(stderr).not.toContain('Authorization');
  });

  test('shows a few models, and asks one that has a name', async () => {
    const { stderr } = await say({ models: ['any/*', 'a', 'b', 'c', 'd', 'e', 'f', 'g'] });
    expect(stderr).toMatch(/models {3}.* and 2 more\n/);
    expect(stderr).toContain('"model":"a"');
  });

  test('says when the configuration is the built-in one', async () => {
    const found = { file: '/somewhere/config.yaml', origin: 'built-in' } as const;
    const { stderr } = await say({ news: { found } });
    expect(stderr).toContain('/somewhere/config.yaml (built in: no config.yaml here)');
  });

  test.each<[Partial<Announcement>, string]>([
    [{ address: { address: '0.0.0.0', family: 'IPv4', port: 1 } }, 'http://127.0.0.1:1'],
    [{ address: { address: '::', family: 'IPv6', port: 2 } }, 'http://127.0.0.1:2'],
    [{ address: { address: '::1', family: 'IPv6', port: 3 } }, 'http://[::1]:3'],
    [{ tls: true }, 'https://127.0.0.1:4000'],
  ])('writes the address as it can be asked: %j', async (news, url) => {
    const { stderr } = await say({ news });
    expect(stderr).toContain(`  address  ${url}\n`);
    expect(stderr).toContain(`${url}/v1/chat/completions`);
    expect(stderr.includes('curl -k ')).toBe(news.tls === true);
  });

  test('is silent with --quiet', async () => {
    expect((await say({ options: { quiet: true } })).stderr).toBe('');
  });

  test('the curl line reads the key and quotes the model when it is pasted', async () => {
    const model = `it's "odd" $HOME \`id\``;
    const { stderr, place } = await say({ models: [model], key: made });
    place.write('.llmgw/master-key', `${MADE_KEY}\n`);
    const line = stderr.split('\n').find((text) => text.startsWith('  curl ')) ?? '';
    const args = runShell(line.replace('curl', `printf '%s\\n'`), place.dir).split('\n');
    expect(args[2]).toBe(`Authorization: Bearer ${MADE_KEY}`);
    expect(JSON.parse(args[6] ?? '')).toMatchObject({ model });
  });
});

describe('off a terminal', () => {
  test('is one log line without any key', async () => {
    const { stderr, lines, file } = await say({ tty: false, key: made });
    expect(stderr).toBe('');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'info',
      msg: 'ready',
      url: 'http://127.0.0.1:4000',
      config: file,
      config_hash: expect.any(String),
      models: 1,
    });
    expect(JSON.stringify(lines)).not.toContain(MADE_KEY);
  });

  test('tells where a generated key is', async () => {
    const { lines } = await say({ tty: false, key: made });
    expect(JSON.stringify(lines)).toContain('generated, in .llmgw/master-key');
  });

  test('warns that everybody is let in', async () => {
    const { lines } = await say({ tty: false, key: () => none });
    expect(JSON.stringify(lines)).toContain('every caller is let in');
  });
});

test('--json puts one document on stdout, without any key', async () => {
  const { stdout, file } = await say({ tty: false, key: made, options: { json: true } });
  expect(stdout.endsWith('\n')).toBe(true);
  expect(JSON.parse(stdout)).toEqual({
    schema: 'llmgw.serve/v1',
    url: 'http://127.0.0.1:4000',
    config: file,
    models: ['m'],
  });
});
