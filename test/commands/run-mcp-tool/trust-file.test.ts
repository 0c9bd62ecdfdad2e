import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { TrustFile } from '../../../commands/run-mcp-tool/trust-file.ts';
import type { McpServerDefinition } from '../../../src/mcp/server-definition.ts';
import { mcpServer, programServer } from '../../support/mcp-definitions.ts';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';

let state: string;
beforeEach(() => {
  state = makeTempDir('llmgw-trust-');
});
afterEach(() => removeTempDir(state));

const fileOf = (server: McpServerDefinition, cwd = '/work'): TrustFile =>
  new TrustFile(server, { env: { XDG_STATE_HOME: state }, cwd });

test('what was agreed to is there again, for this user alone', () => {
  const file = fileOf(mcpServer());
  expect(file.read()).toEqual({ command: null, tools: null });
  file.write({ command: 'hash', tools: { a: 'definition' } });
  expect(fileOf(mcpServer()).read()).toMatchObject({ command: 'hash', tools: { a: 'definition' } });
  expect(statSync(file.path).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(file.path)).mode & 0o777).toBe(0o700);
  expect(readdirSync(dirname(file.path))).toHaveLength(1);
});

test('each server has its own, a program one for each folder', () => {
  const paths = [
    fileOf(mcpServer({ id: 'a' })),
    fileOf(mcpServer({ id: '../../b' })),
    fileOf(programServer([])),
    fileOf(programServer([]), '/elsewhere'),
  ].map(({ path }) => path);
  expect(new Set(paths).size).toBe(4);
  expect(paths.filter((path) => !path.startsWith(`${state}/llmgw/mcp-trust/`))).toEqual([]);
  expect(fileOf(mcpServer(), '/elsewhere').path).toBe(fileOf(mcpServer()).path);
});

test('without the variable it is below the home folder', () => {
  const file = new TrustFile(mcpServer(), { env: { HOME: '/home/me' }, cwd: '/' });
  expect(file.path).toMatch(/^\/home\/me\/\.local\/state\/llmgw\//);
});

test.each([
  '',
  '{',
  '[]',
  '{"schema":"other"}',
  '{"schema":"llmgw.mcp.trust/v1","command":1,"tools":null}',
  '{"schema":"llmgw.mcp.trust/v1","command":null,"tools":{"a":1}}',
])('a file that says something else is not taken for trust: %s', (text) => {
  const file = fileOf(mcpServer());
  mkdirSync(dirname(file.path), { recursive: true });
  writeFileSync(file.path, text);
  expect(() => file.read()).toThrow(
    expect.objectContaining({
      code: 'E_IO',
      where: file.path,
      hint: expect.stringContaining('remove it'),
    }),
  );
});

test('what cannot be read or written is told', () => {
  const file = fileOf(mcpServer());
  mkdirSync(file.path, { recursive: true });
  expect(() => file.read()).toThrow(expect.objectContaining({ code: 'E_IO' }));
  writeFileSync(`${state}/file`, '');
  const below = new TrustFile(mcpServer(), { env: { XDG_STATE_HOME: `${state}/file` }, cwd: '/' });
  expect(() => below.write({ command: null, tools: null })).toThrow(
    expect.objectContaining({ code: 'E_IO', message: expect.stringContaining('cannot write') }),
  );
});
