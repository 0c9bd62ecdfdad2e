import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkAccess } from '../../../commands/run-mcp-tool/check-access.ts';
import { TrustFile } from '../../../commands/run-mcp-tool/trust-file.ts';
import type { McpServerDefinition } from '../../../src/mcp/server-definition.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import type { CaptureOptions } from '../../support/io.ts';
import { mcpServer, programServer } from '../../support/mcp-definitions.ts';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';

let state: string;
const places: Workplace[] = [];
beforeEach(() => {
  state = makeTempDir('llmgw-access-');
});
afterEach(async () => {
  for (const place of places.splice(0)) await place.leave();
  removeTempDir(state);
});

interface Given extends CaptureOptions {
  readonly yes?: boolean;
  readonly allowHttp?: boolean;
}

/** Checks, and gives what was said. */
async function check(server: McpServerDefinition, given: Given = {}): Promise<string> {
  const { yes = false, allowHttp = false, ...capture } = given;
  const place = enterWorkplace({ ...capture, env: { ...capture.env, XDG_STATE_HOME: state } });
  places.push(place);
  // The folder is part of what is trusted.
  const trust = new TrustFile(server, { env: place.captured.io.env, cwd: '/work' });
  const { signal } = new AbortController();
  await checkAccess(server, { options: { yes, allowHttp }, trust, signal }, place.context);
  return place.captured.stderr();
}

describe('a program', () => {
  const server = programServer(['server.js', '--port=1']);

  test('is started once somebody has agreed, and then without asking', async () => {
    await expect(check(server)).rejects.toMatchObject({
      code: 'E_REFUSED',
      message: 'nobody has agreed to start thing here: `node server.js --port=1`',
    });
    expect(await check(server, { tty: true, stdin: 'y\n' })).toBe(
      'thing is a program of this machine. Start `node server.js --port=1`? [y/N] ',
    );
    expect(await check(server)).toBe('');
  });

  test('--yes agrees', async () => {
    expect(await check(server, { yes: true })).toBe('');
    expect(await check(server)).toBe('');
  });

  test.each([
    ['other arguments', programServer(['server.js', '--port=2'])],
    ['another variable', programServer(['server.js', '--port=1'], { NODE_OPTIONS: '--require=x' })],
  ])('with %s it is another one', async (_what, changed) => {
    await check(server, { yes: true });
    await expect(check(changed)).rejects.toMatchObject({ code: 'E_REFUSED' });
  });

  test('a new secret makes no other program', async () => {
    await check(programServer([], { API_KEY: 'one' }), { yes: true });
    expect(await check(programServer([], { API_KEY: 'two' }))).toBe('');
    await expect(check(programServer([], { MODE: 'two' }))).rejects.toThrow('with MODE set');
  });

  test('a no is remembered by nobody', async () => {
    await expect(check(server, { tty: true, stdin: 'n\n' })).rejects.toThrow('that was no yes');
    await expect(check(server)).rejects.toThrow('nobody has agreed');
  });

  test('secrets of the environment are not shown, nor is a terminal steered', async () => {
    const args = ['--token=canary-token-1', `${String.fromCodePoint(27)}[2Jx`];
    const refused = check(programServer(args), { env: { GITHUB_TOKEN: 'canary-token-1' } });
    const message = await refused.catch((error: Error) => error.message);
    expect(message).toContain('--token=');
    expect(message).not.toMatch(/canary|\p{Cc}/u);
  });
});

describe('an address', () => {
  const at = (url: string) => mcpServer({ transport: { kind: 'http', url, headers: {} } });

  test.each([
    'https://h.example/mcp',
    'http://127.0.0.1:1/',
    'http://localhost/',
    'http://[::1]:3/',
  ])('%s is fine', async (url) => {
    expect(await check(at(url))).toBe('');
  });

  test.each(['http://h.example/mcp', 'http://10.0.0.1/', 'http://localhost.evil.example/'])(
    '%s can be read on the way',
    async (url) => {
      await expect(check(at(url))).rejects.toMatchObject({
        ...{
          code: 'E_REFUSED',
          where: new URL(url).hostname,
          hint: 'use https, or add --allow-http',
        },
      });
      expect(await check(at(url), { allowHttp: true })).toBe('');
    },
  );

  test.each(['nothing', 'file:///etc/passwd', 'ftp://h.example'])('%s is none', async (url) => {
    await expect(check(at(url))).rejects.toMatchObject({ code: 'E_REFUSED' });
  });
});
