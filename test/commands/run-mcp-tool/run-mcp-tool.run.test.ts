import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { MISBEHAVING } from '../../support/mcp-definitions.ts';
import { findFreePort } from '../../support/server-process.ts';
import { runCommand, startCommand, type NukeEnd } from '../../support/nuke.ts';

let place: Workplace;
beforeEach(() => {
  place = enterWorkplace();
});
afterEach(async () => place.leave());

interface Given {
  readonly stdin?: string;
  readonly tty?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly registered?: object;
}

function setting(mode: string, { registered, env, ...rest }: Given) {
  place.write('config.yaml', {
    model_list: [],
    mcp_servers: {
      thing: {
        ...{ transport: 'stdio', command: 'node', args: [MISBEHAVING, mode, place.dir] },
        env: { API_TOKEN: 'canary-of-the-server' },
        ...registered,
      },
    },
  });
  const own = { LLMGW_DATABASE: 'off', XDG_STATE_HOME: join(place.dir, 'state'), ...env };
  return { url: '', cwd: place.dir, env: own, ...rest };
}

async function run(mode: string, args: readonly string[], given: Given = {}): Promise<NukeEnd> {
  const end = await runCommand(['run-mcp-tool', ...args], setting(mode, given));
  expect(end.stdout + end.stderr).not.toContain('canary');
  expect(countOf(place.dir)).toBe(0);
  return end;
}

function countOf(mark: string): number {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(mark);
    } catch {
      return false;
    }
  }).length;
}

describe('looking', () => {
  test('at the servers', async () => {
    const { code, stdout } = await run('well', ['--list']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/thing .*stdio +config +active/)]);
  });

  test('at the tools, and their schemas', async () => {
    const { code, stdout } = await run('well', ['thing', '--list', '--yes']);
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('echo(text: string, times?: integer = 1)  [reads only]'),
    ]);
    const schema = await run('well', ['thing', 'echo', '--schema']);
    expect(JSON.parse(schema.stdout)).toMatchObject({
      name: 'echo',
      inputSchema: { type: 'object' },
    });
    const grep = await run('well', ['thing', '--grep', 'again', '--json']);
    expect(JSON.parse(grep.stdout)).toMatchObject({ tools: [{ name: 'echo' }] });
  });
});

describe('calling', () => {
  test.each([
    [['thing', 'echo', 'text=hi', 'times=2'], {}, 'hihi\n'],
    [['thing', 'thing-echo', '{"text":"prefixed"}'], {}, 'prefixed\n'],
    [['thing', 'echo', '-'], { stdin: '{"text":"piped"}' }, 'piped\n'],
    [['thing', 'measure'], {}, '{\n  "size": 3\n}\n'],
  ])('%j', async (args, given, stdout) => {
    expect(await run('well', [...args, '--yes'], given)).toEqual({ code: 0, stdout, stderr: '' });
  });

  test('the environment of a server is small, and its own is not shown', async () => {
    const { stdout } = await run('well', ['thing', 'env', '--yes'], {
      env: { LITELLM_MASTER_KEY: 'canary-master', LANG: 'C' },
    });
    const env = JSON.parse(stdout) as Record<string, string>;
    expect(env).toMatchObject({ API_TOKEN: '****', LANG: 'C' });
    expect(Object.keys(env)).not.toContain('LITELLM_MASTER_KEY');
  });

  test('what may change things wants a yes; what fails has its exit code', async () => {
    await run('well', ['thing', 'echo', 'text=a', '--yes']);
    const refused = await run('well', ['thing', 'wipe']);
    expect([refused.code, refused.stderr]).toEqual([
      6,
      expect.stringContaining('may change things'),
    ]);
    const failed = await run('well', ['thing', 'wipe', '--yes']);
    expect([failed.code, failed.stdout]).toEqual([5, 'that went wrong\n']);
  });

  test('a definition that changes is refused until it is accepted', async () => {
    await run('well', ['thing', 'echo', 'text=a', '--yes']);
    const registered = { env: { ECHO_DESCRIPTION: 'Sends it away' } };
    const changed = await run('well', ['thing', 'echo', 'text=a', '--yes'], { registered });
    expect([changed.code, changed.stderr]).toEqual([6, expect.stringContaining('Says it again')]);
    const accept = ['thing', 'echo', 'text=a', '--accept-changes'];
    expect((await run('well', accept, { registered })).code).toBe(0);
    expect((await run('well', ['thing', 'echo', 'text=a'], { registered })).code).toBe(0);
  });
});

describe('what is refused', () => {
  test.each([
    [['thing', 'ecoh', 'text=a'], 66, 'did you mean echo? It was not called'],
    [['thing', "x' OR '1'='1"], 66, 'has no tool'],
    [['thing', '$(id)'], 66, 'has no tool'],
    [['thing'], 64, 'which tool of thing?'],
    [['thing', 'echo'], 64, '/text is missing'],
    [['thing', 'echo', 'text=a', 'times=many'], 64, '/times must be integer'],
    [['thign', 'echo'], 66, 'did you mean thing?'],
  ])('%j', async (args, code, message) => {
    const end = await run('well', [...args, '--yes']);
    expect([end.code, end.stdout, end.stderr]).toEqual([
      code,
      '',
      expect.stringContaining(message),
    ]);
  });

  test('a tool that is not allowed', async () => {
    const registered = { allowed_tools: ['measure'] };
    const end = await run('well', ['thing', 'echo', 'text=a', '--yes'], { registered });
    expect([end.code, end.stderr]).toEqual([
      6,
      expect.stringContaining('not among the tools that are allowed'),
    ]);
  });

  test('a program that nobody agreed to, or that is not listed', async () => {
    const end = await run('well', ['thing', '--list']);
    expect([end.code, end.stderr]).toEqual([
      6,
      expect.stringContaining('nobody has agreed to start thing'),
    ]);
    const shell = await run('well', ['thing', '--list', '--yes'], {
      registered: { command: 'bash' },
    });
    expect([shell.code, shell.stderr]).toEqual([6, expect.stringContaining('bash')]);
  });
});

describe('servers that misbehave', () => {
  test.each([
    ['hang-initialize', 4, 'did not answer in time'],
    ['hang-call', 4, 'did not answer in time'],
    ['die', 4, 'ended with exit code 3'],
    ['die-in-call', 4, 'ended with exit code 3'],
    ['half-line', 4, 'ended'],
    ['flood-endless', 4, 'without an end'],
    ['endless-pages', 5, 'no end'],
    ['fault', 5, '[31m luck'],
  ])('%s ends with %d', async (mode, code, message) => {
    const limits = [
      '--connect-timeout',
      mode === 'hang-initialize' ? '700ms' : '20s',
      '--idle-timeout',
      mode === 'hang-call' ? '700ms' : '20s',
    ];
    const end = await run(mode, ['thing', 'echo', 'text=a', '--yes', ...limits]);
    expect([end.code, end.stdout, end.stderr]).toEqual([
      code,
      '',
      expect.stringContaining(message),
    ]);
    expect(end.stderr).not.toContain('\u001b');
  });

  test('one that lies about its results', async () => {
    const end = await run('lies', ['thing', 'measure', '--yes']);
    expect([end.code, end.stdout]).toEqual([5, '']);
  });

  test('what it printed last is shown when it fails, and all of it with -v', async () => {
    const end = await run('die', ['thing', '--list', '--yes']);
    expect(end.stderr).toContain('thing printed last:\n  there is no such file: secrets.json\n');
    const verbose = await run('die', ['thing', '--list', '--yes', '-v']);
    expect(verbose.stderr).toMatch(/^there is no such file/m);
  });

  test.each(['garbage', 'grandchild', 'ignore-term', 'flood-stderr'])(
    '%s is got along with',
    async (mode) => {
      expect(await run(mode, ['thing', 'echo', 'text=a', '--yes'])).toMatchObject({
        code: 0,
        stdout: 'a\n',
      });
    },
  );
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])('%s cancels the call, and leaves nothing', async (signal, code) => {
  const given = setting('hang-call', {});
  const { captured, ended } = startCommand(
    ['run-mcp-tool', 'thing', 'echo', 'text=a', '--yes', '-v'],
    given,
  );
  while (!captured.stderr().includes('protocol'))
    await new Promise((resolve) => setImmediate(resolve));
  captured.emit(signal);
  expect(await ended).toMatchObject({
    code,
    stdout: '',
    stderr: expect.stringContaining('cancelled'),
  });
  expect(countOf(place.dir)).toBe(0);
});

test('headers for a URL come from a file', async () => {
  place.write('headers', 'authorization: Bearer canary-of-the-file\n');
  const url = `http://127.0.0.1:${await findFreePort()}/mcp`;
  const args = [url, '--list', '--header-file', 'headers'];
  expect(await run('well', args)).toMatchObject({ code: 4 });
  expect(await run('well', [url, '--list', '--header-file', 'none'])).toMatchObject({ code: 66 });
});

test('media are saved where that is asked for', async () => {
  const registered = { args: [join(MISBEHAVING, '..', 'conformant.mjs'), place.dir] };
  const args = ['thing', 'test_image_content', '--yes'];
  expect((await run('', args, { registered })).stdout).toMatch(/^\[image\/png \d+ B\]\n$/);
  const { stdout } = await run('', [...args, '--save-dir', 'out'], { registered });
  expect(statSync(stdout.trim()).size).toBeGreaterThan(50);
});
