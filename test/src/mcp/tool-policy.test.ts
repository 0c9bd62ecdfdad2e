import { expect, test } from '@jest/globals';
import { findTool, isToolAllowed, mayDestroy, toolPrefix } from '../../../src/mcp/tool-policy.ts';
import { mcpServer, mcpTool } from '../../support/mcp-definitions.ts';

const tools = ['search', 'wipe', 'thing-search'].map((name) => mcpTool({ name }));

test('a tool is found by its own name first, then with the prefix of its server', () => {
  const server = mcpServer();
  expect(findTool(server, tools, 'search')).toMatchObject({
    kind: 'found',
    tool: { name: 'search' },
  });
  expect(findTool(server, tools, 'thing-wipe')).toMatchObject({
    kind: 'found',
    tool: { name: 'wipe' },
  });
  expect(findTool(server, tools, 'thing-search')).toMatchObject({ tool: { name: 'thing-search' } });
});

test('one that is not there is never another', () => {
  expect(findTool(mcpServer(), tools, 'serach')).toEqual({ kind: 'unknown', meant: 'search' });
  expect(findTool(mcpServer(), tools, '__proto__')).toEqual({ kind: 'unknown', meant: null });
});

test('lists allow and forbid, by bare or prefixed names', () => {
  expect(isToolAllowed(mcpServer(), 'search')).toBe(true);
  expect(isToolAllowed(mcpServer({ allowedTools: ['search'] }), 'wipe')).toBe(false);
  expect(isToolAllowed(mcpServer({ allowedTools: ['thing-wipe'] }), 'wipe')).toBe(true);
  const server = mcpServer({ allowedTools: ['wipe'], disallowedTools: ['thing-wipe'] });
  expect(findTool(server, tools, 'wipe')).toEqual({ kind: 'forbidden', name: 'wipe' });
  expect(findTool(server, tools, 'wiep')).toEqual({ kind: 'unknown', meant: null });
});

test('the prefix is alias, name or id, without spaces', () => {
  expect(toolPrefix(mcpServer({ alias: 'my thing' }))).toBe('my_thing-');
  expect(toolPrefix(mcpServer({ alias: '', name: '' }))).toBe('id-1-');
});

test.each([
  [{}, true],
  [{ readOnlyHint: true, destructiveHint: true }, false],
  [{ readOnlyHint: false, destructiveHint: false }, false],
  [{ destructiveHint: true }, true],
])('%j: may change things: %s', (hints, may) => {
  const { annotations } = mcpTool();
  expect(mayDestroy(mcpTool({ annotations: { ...annotations, ...hints } }))).toBe(may);
});
