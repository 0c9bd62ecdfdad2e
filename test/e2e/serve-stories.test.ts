import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { makeCertificate } from '../support/certificate.ts';
import { startFakeUpstream, type FakeUpstream } from '../support/fake-upstream.ts';
import { connectRaw } from '../support/raw-http.ts';
import { buildCli, runCli, type CliResult } from '../support/run-cli.ts';
import { Gate } from '../support/upstream/gate.ts';
import { gated } from '../support/upstream/stream-behaviours.ts';
import {
  chatCall,
  makeFolder,
  MASTER_KEY,
  openaiAt,
  serve,
  type Folder,
  type Served,
  type ServeOptions,
} from './served.ts';
import { runOnTerminal } from './terminal.ts';

// What people see who start, stop and misuse `llmgw serve`.

const MOCK = {
  model_list: [
    { model_name: 'mock', litellm_params: { model: 'openai/mock', mock_response: 'It works' } },
  ],
};
const ESCAPE = '\u001b';

let upstream: FakeUpstream;

beforeAll(async () => {
  upstream = await startFakeUpstream();
});

afterAll(async () => upstream.close());

describe('on a terminal', () => {
  let folder: Folder;

  beforeAll(() => {
    folder = makeFolder({
      'config.yaml': { ...MOCK, llmgw_settings: { generate_master_key: true } },
    });
  });

  afterAll(() => folder.remove());

  const run = async (line: string): Promise<string> =>
    (await execa('sh', ['-c', line], { cwd: folder.path })).stdout;

  test('the first start shows address, file, models, the key once and a line that works', async () => {
    const terminal = await runOnTerminal(['serve', '--port', '0'], folder.path);
    const shown = await terminal.until(/^ *curl .*\n/m);
    expect(shown).toMatch(/^ *address +http:\/\/127\.0\.0\.1:\d+$/m);
    expect(shown).toMatch(/^ *config +config\.yaml$/m);
    expect(shown).toMatch(/^ *models +mock$/m);
    const key = readFileSync(join(folder.path, '.llmgw', 'master-key'), 'utf8').trim();
    expect(shown.split(key).length - 1).toBe(1);
    expect(statSync(join(folder.path, '.llmgw', 'master-key')).mode & 0o777).toBe(0o600);
    expect(terminal.raw()).toContain(ESCAPE);

    const line = /^ *(curl .*)$/m.exec(shown)?.[1] ?? '';
    expect(JSON.parse(await run(line))).toMatchObject({
      choices: [{ message: { content: 'It works' } }],
    });
    const stream = await run(line.replace('{"model"', '{"stream":true,"model"'));
    expect(stream).toMatch(/^data: \{[^]*\n\ndata: \[DONE\]\n*$/);

    terminal.interrupt();
    expect(await terminal.ended).toEqual({ code: 130 });
  });

  test('the second start says where the key is, and not what it is', async () => {
    const key = readFileSync(join(folder.path, '.llmgw', 'master-key'), 'utf8').trim();
    const terminal = await runOnTerminal(['serve', '--port', '0'], folder.path);
    const shown = await terminal.until(/^ *curl .*\n/m);
    expect(shown).toMatch(/^ *key +in \.llmgw\/master-key$/m);
    expect(shown).not.toContain(key);
    const line = /^ *(curl .*)$/m.exec(shown)?.[1] ?? '';
    expect(await run(line)).toContain('It works');
    terminal.interrupt();
    expect(await terminal.ended).toEqual({ code: 130 });
  });
});

describe('without a terminal', () => {
  test('cron gets JSON lines without a single escape byte', async () => {
    const gateway = await serve(MOCK, { env: { HOME: '/nonexistent' } });
    await (await gateway.post('/v1/chat/completions', chatCall('mock'))).text();
    const { code, stdout, stderr } = await gateway.stop();
    expect([code, stdout]).toEqual([143, '']);
    expect(stderr).not.toContain(ESCAPE);
    for (const line of stderr.trimEnd().split('\n')) {
      expect(JSON.parse(line)).toMatchObject({ level: 'info', msg: expect.any(String) });
    }
  });

  test('with --json a reader may take the first line and leave', async () => {
    const folder = makeFolder({ 'config.yaml': MOCK });
    const program = `sh -c 'echo $$ >pid; exec "$@"' sh "$@"`;
    const line = `{ ${program}; echo $? >code; } | head -n 1`;
    const args = [process.execPath, await buildCli(), 'serve', '--json', '--port', '0', '--dev'];
    const shell = execa('sh', ['-c', line, 'sh', ...args], { cwd: folder.path });
    const first = await new Promise<Buffer>((resolve) => shell.stdout.once('data', resolve));
    const ready: unknown = JSON.parse(first.toString());
    expect(ready).toMatchObject({ schema: 'llmgw.serve/v1', models: ['mock'] });

    const { url } = ready as { url: string };
    expect((await fetch(`${url}/v1/models`)).status).toBe(200);
    process.kill(Number(readFileSync(join(folder.path, 'pid'), 'utf8')), 'SIGTERM');
    const { stderr } = await shell;
    expect(readFileSync(join(folder.path, 'code'), 'utf8')).toBe('143\n');
    expect(stderr).not.toMatch(/EPIPE|error|warn/i);
    folder.remove();
  });

  test('with --json and no reader at all it ends quietly', async () => {
    const folder = makeFolder({ 'config.yaml': MOCK });
    const args = [await buildCli(), 'serve', '--json', '--port', '0', '--dev'];
    const child = execa(process.execPath, args, { cwd: folder.path, reject: false });
    child.stdout.destroy();
    const { exitCode, stderr } = await child;
    expect(exitCode).toBe(141);
    expect(stderr).not.toMatch(/EPIPE|error|\bat /);
    folder.remove();
  });
});

describe('stopping', () => {
  /** A gateway with a stream open that has given three tokens, and the gate that holds the rest. */
  async function withStream(
    options: ServeOptions,
  ): Promise<{ gateway: Served; gate: Gate; response: Response }> {
    const gate = new Gate();
    upstream.setBehaviour('slow', gated(gate));
    const gateway = await serve(
      { model_list: [{ model_name: 'slow', litellm_params: openaiAt(upstream.origin, 'slow') }] },
      options,
    );
    gate.release(3);
    const call = chatCall('slow', { stream: true });
    return { gateway, gate, response: await gateway.post('/v1/chat/completions', call) };
  }

  test('SIGTERM lets the stream finish and takes nothing new', async () => {
    const { gateway, gate, response } = await withStream({});
    const probe = await connectRaw({ port: gateway.port });
    probe.send('GET /health/readiness HTTP/1.1\r\n');
    // An answer on a later connection: the one before has been accepted for sure.
    await fetch(`${gateway.origin}/health/liveness`);
    gateway.cli.signal('SIGTERM');
    await gateway.cli.until(/"msg":"draining"/);
    probe.send('Host: gateway.example\r\n\r\n');
    expect(await probe.response()).toMatchObject({ status: 503 });
    await expect(connectRaw({ port: gateway.port })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    gate.open();
    expect(await response.text()).toMatch(/data: \[DONE\]\n\n$/);
    expect((await gateway.cli.ended).code).toBe(143);
    gateway.folder.remove();
  });

  test('past the drain limit the stream is told, and the code is the same', async () => {
    const { gateway, response } = await withStream({ args: ['--drain-timeout', '0.1'] });
    gateway.cli.signal('SIGTERM');
    const text = await response.text();
    const last = text.trimEnd().split('\n\n').at(-1) ?? '';
    expect(JSON.parse(last.replace('data: ', ''))).toMatchObject({
      error: { code: 'gateway_shutdown' },
    });
    expect(text).not.toContain('[DONE]');
    expect((await gateway.cli.ended).code).toBe(143);
    gateway.folder.remove();
  });

  test('a second SIGINT ends the waiting', async () => {
    const { gateway, response } = await withStream({ args: ['--drain-timeout', '600'] });
    gateway.cli.signal('SIGINT');
    await gateway.cli.until(/"msg":"draining"/);
    gateway.cli.signal('SIGINT');
    expect(await response.text()).toContain('gateway_shutdown');
    expect((await gateway.cli.ended).code).toBe(130);
    gateway.folder.remove();
  });
});

describe('starts that cannot be', () => {
  interface Attempt {
    readonly config?: unknown;
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  }

  async function attempt({ config = MOCK, args = [], env = {} }: Attempt): Promise<CliResult> {
    const folder = makeFolder({ 'config.yaml': config });
    try {
      return await runCli(['serve', '--port', '0', ...args], { cwd: folder.path, env });
    } finally {
      folder.remove();
    }
  }

  const KEYED = { LITELLM_MASTER_KEY: MASTER_KEY };

  test('a port that is taken', async () => {
    const { code, stdout, stderr } = await attempt({
      args: ['--port', String(upstream.port)],
      env: KEYED,
    });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^error\[E_ADDRESS_IN_USE\]: port \d+ on 127\.0\.0\.1 is taken\n[^]*help: .*lsof.*--port 0/m,
    );
  });

  test('a file that is not there', async () => {
    const { code, stderr } = await attempt({ args: ['-c', 'absent.yaml'], env: KEYED });
    expect(code).toBe(78);
    expect(stderr).toMatch(/LGW010[^]*absent\.yaml/);
    expect(stderr).not.toMatch(/ENOENT|\bat /);
  });

  test('an env file that is not there', async () => {
    const { code, stderr } = await attempt({ env: { ...KEYED, LLMGW_ENV_FILES: 'absent.env' } });
    expect(code).toBe(66);
    expect(stderr).toMatch(/^error\[E_NO_INPUT\][^]*absent\.env/m);
  });

  test('a file with many faults, each with its place', async () => {
    const config = [
      'model_list:',
      '  - model_name: a',
      '    litellm_params:',
      '      model: openai/a',
      '      api_key: os.environ/NOT_SET_ANYWHERE',
      '  - model_name: b',
      '    litellm_params: {}',
      'router_setings: {}',
      'router_settings:',
      '  routing_strategy: by-magic',
      '',
    ].join('\n');
    const { code, stdout, stderr } = await attempt({ config, env: KEYED });
    expect([code, stdout]).toEqual([78, '']);
    const places = [...stderr.matchAll(/config\.yaml:(\d+):\d+/g)].map(([, line]) => Number(line));
    expect(places).toEqual(expect.arrayContaining([5, 6, 8, 10]));
    for (const rule of ['LGW015', 'LGW030', 'LGW024', 'LGW041']) expect(stderr).toContain(rule);
    expect(stderr).toMatch(/^error\[E_CONFIG\]/m);
    expect(stderr).not.toContain(ESCAPE);
  });

  test.each([
    ['missing', {}, {}, /there is no master key/],
    ['blank', {}, { LITELLM_MASTER_KEY: '  ' }, /master key/],
    ['known to everybody', { master_key: 'sk-1234' }, {}, /public documentation/],
  ])('a master key that is %s', async (_what, general, env, message) => {
    const config = { ...MOCK, general_settings: general };
    const { code, stdout, stderr } = await attempt({ config, env });
    expect([code, stdout]).toEqual([78, '']);
    expect(stderr).toMatch(/^error\[E_MASTER_KEY\]/m);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/help: .*openssl rand/);
  });

  test('--dev for the whole network', async () => {
    const { code, stderr } = await attempt({ args: ['--dev', '--host', '0.0.0.0'] });
    expect(code).toBe(78);
    expect(stderr).toMatch(/--dev lets everybody in, and 0\.0\.0\.0 is not loopback/);
  });

  test('a certificate with the key of another one', async () => {
    const folder = makeFolder({
      'cert.pem': makeCertificate().cert,
      'key.pem': makeCertificate().key,
    });
    const files = ['cert', 'key'].flatMap((name) => [
      `--tls-${name}`,
      join(folder.path, `${name}.pem`),
    ]);
    const { code, stderr } = await attempt({ args: files, env: KEYED });
    folder.remove();
    expect(code).toBe(78);
    expect(stderr).toMatch(/^error\[E_TLS\]/m);
    expect(stderr).not.toContain('PRIVATE KEY');
  });
});

describe('TLS', () => {
  test('is answered with the certificate that was given', async () => {
    const { cert, key } = makeCertificate();
    const gateway = await serve(MOCK, {
      files: { 'cert.pem': cert, 'key.pem': key },
      args: ['--tls-cert', 'cert.pem', '--tls-key', 'key.pem'],
    });
    expect(gateway.origin).toMatch(/^https:/);
    const { stdout } = await execa('curl', [
      ...['-sS', '--cacert', join(gateway.folder.path, 'cert.pem')],
      ...['-H', `Authorization: Bearer ${MASTER_KEY}`, '-d', JSON.stringify(chatCall('mock'))],
      `${gateway.origin}/v1/chat/completions`,
    ]);
    expect(stdout).toContain('It works');
    expect((await gateway.stop()).code).toBe(143);
  });
});
