import { afterEach, describe, expect, test } from '@jest/globals';
import { callTool } from '../../../commands/run-mcp-tool/call-tool.ts';
import type { ToolOptions } from '../../../commands/run-mcp-tool/tool-options.ts';
import type { McpServerDefinition } from '../../../src/mcp/server-definition.ts';
import type { McpCallResult, McpTool } from '../../../src/mcp/tool.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import type { CaptureOptions } from '../../support/io.ts';
import { mcpTool, programServer } from '../../support/mcp-definitions.ts';
import { fakeSession, textResult, type FakeSession } from '../../support/mcp-session.ts';

const places: Workplace[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.leave();
});

const reading = mcpTool({ annotations: { ...mcpTool().annotations, readOnlyHint: true } });

interface Given extends CaptureOptions {
  readonly options?: Partial<ToolOptions>;
  readonly tool?: McpTool;
  readonly server?: Partial<McpServerDefinition>;
  readonly result?: McpCallResult;
  readonly quiet?: boolean;
  readonly session?: FakeSession;
}

async function call({
  options,
  tool = reading,
  server,
  result,
  quiet = false,
  session,
  ...capture
}: Given = {}) {
  const place = enterWorkplace(capture, { quiet });
  places.push(place);
  const used =
    session ?? fakeSession({ call: () => Promise.resolve(result ?? textResult('found')) });
  const code = await callTool(
    used,
    {
      server: { ...programServer([], { TOKEN: 'canary-token' }), ...server },
      tool,
      signal: new AbortController().signal,
      options: {
        ...{
          server: 's',
          tool: 't',
          by: 'auto',
          list: false,
          schema: false,
          grep: null,
          output: 'text',
        },
        ...{ saveDir: null, totalTimeoutMs: null, connectTimeoutMs: 1, idleTimeoutMs: 30_000 },
        ...{ allowHttp: false, headerFile: null, acceptChanges: false, yes: false },
        input: { words: [], json: [], files: [] },
        database: { urlEnv: null, urlFile: null, schema: null },
        ...options,
      },
    },
    place.context,
  );
  return { code, session: used, stdout: place.captured.stdout(), stderr: place.captured.stderr() };
}

describe('the result', () => {
  test('as text', async () => {
    expect(await call()).toMatchObject({ code: 0, stdout: 'found\n', stderr: '' });
  });

  test('as one document, and as the server gave it', async () => {
    const json = await call({ options: { output: 'json' } });
    expect(JSON.parse(json.stdout)).toEqual({
      ...{ schema: 'llmgw.mcp.call/v1', tool: 'search', isError: false },
      server: { id: 'id-1', name: 'thing', transport: 'stdio' },
      content: [{ type: 'text', text: 'found' }],
      ...{ durationMs: expect.any(Number), protocolVersion: '2025-11-25' },
    });
    const raw = await call({
      options: { output: 'raw' },
      result: textResult('', { structuredContent: { a: 1 } }),
    });
    expect(JSON.parse(raw.stdout)).toMatchObject({ isError: false, structuredContent: { a: 1 } });
  });

  test('an URL is not repeated', async () => {
    const url = { source: 'url', id: 'https://u:canary@h/' } as const;
    const { stdout } = await call({ server: url, options: { output: 'json' } });
    expect(JSON.parse(stdout)).toMatchObject({ server: { id: null } });
    expect(stdout).not.toContain('canary');
  });

  test.each(['text', 'json', 'raw', 'table'] as const)(
    'never holds the credentials of the server: %s',
    async (output) => {
      const { stdout } = await call({
        options: { output },
        result: textResult('env: canary-token'),
      });
      expect(stdout).toContain('****');
      expect(stdout).not.toContain('canary');
    },
  );

  test('a tool that fails says so with its exit code, its result is printed all the same', async () => {
    const result = textResult('no such file', { isError: true });
    await expect(call({ result })).rejects.toMatchObject({
      ...{ code: 'E_REMOTE', exitCode: 5, message: 'search of thing says that it failed' },
    });
    expect(places.at(-1)?.captured.stdout()).toBe('no such file\n');
  });
});

describe('before it is called', () => {
  test('arguments are checked', async () => {
    const tool = { ...reading, inputSchema: { type: 'object', required: ['a'] } };
    const session = fakeSession();
    await expect(call({ tool, session })).rejects.toMatchObject({ code: 'E_USAGE' });
    expect(session.calls).toEqual([]);
  });

  test('somebody agrees to what may change things', async () => {
    const session = fakeSession();
    const tool = mcpTool();
    await expect(call({ tool, session })).rejects.toMatchObject({
      code: 'E_REFUSED',
      hint: 'add --yes',
    });
    await expect(call({ tool, session, tty: true, stdin: 'n\n' })).rejects.toMatchObject({
      code: 'E_REFUSED',
    });
    expect(session.calls).toEqual([]);
    const asked = await call({ tool, tty: true, stdin: 'y\n' });
    expect(asked.stderr).toContain('search of thing may change things. Call it? [y/N] ');
    expect(await call({ tool, options: { yes: true } })).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('limits', () => {
  test.each([
    [null, null, 60_000, 30_000],
    [null, 5_000, 5_000, 5_000],
    [90_000, 5_000, 90_000, 30_000],
  ])('%p of the flag, %p of the server', async (totalTimeoutMs, timeoutMs, total, idle) => {
    const { session } = await call({ options: { totalTimeoutMs }, server: { timeoutMs } });
    expect(session.calls[0]).toMatchObject({ totalTimeoutMs: total, idleTimeoutMs: idle });
  });
});

describe('progress', () => {
  const steps = () =>
    fakeSession({
      call({ onProgress }) {
        onProgress?.({ progress: 1, total: 4, message: `a\nb${String.fromCodePoint(27)}[2J` });
        onProgress?.({ progress: 2, total: null, message: null });
        return Promise.resolve(textResult('done'));
      },
    });

  test('is a line on a terminal that goes again', async () => {
    const { stderr } = await call({ session: steps(), tty: true });
    expect(stderr).toBe('\r\u001b[K1/4 a b\r\u001b[K2 \r\u001b[K');
  });

  test('is nothing elsewhere', async () => {
    expect((await call({ session: steps() })).stderr).toBe('');
    expect((await call({ session: steps(), tty: true, quiet: true })).stderr).toBe('');
  });
});
