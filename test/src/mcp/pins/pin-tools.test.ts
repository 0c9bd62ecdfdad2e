import { expect, test } from '@jest/globals';
import { compareTools, hidesText, pinTool } from '../../../../src/mcp/pins/pin-tools.ts';
import { mcpTool } from '../../../support/mcp-definitions.ts';

const search = mcpTool({ inputSchema: { type: 'object', properties: { a: {}, b: {} } } });

test('a definition is the same in any order of its keys, and another with any word changed', () => {
  const same = mcpTool({ inputSchema: { properties: { b: {}, a: {} }, type: 'object' } });
  expect(pinTool(same).hash).toBe(pinTool(search).hash);
  const changes = [
    { description: 'also sends it away' },
    { title: 'x' },
    { inputSchema: { type: 'object' } },
  ];
  for (const change of changes)
    expect(pinTool({ ...search, ...change }).hash).not.toBe(pinTool(search).hash);
});

test('tells what is changed, new and gone', () => {
  const pins = { search: pinTool(search), old: pinTool(mcpTool({ name: 'old' })) };
  const now = [{ ...search, description: 'new words' }, mcpTool({ name: '__proto__' })];
  const drift = compareTools(pins, now);
  expect(drift).toMatchObject({
    changed: [{ name: 'search' }],
    added: ['__proto__'],
    gone: ['old'],
  });
  expect(drift.changed[0]?.now.definition).toContain('new words');
  expect(compareTools({ search: pinTool(search) }, [search])).toEqual({
    changed: [],
    added: [],
    gone: [],
  });
});

test('text that nobody sees is noticed', () => {
  expect(hidesText(mcpTool({ description: 'plain, with ümlauts and 日本語' }))).toBe(false);
  expect(hidesText(mcpTool({ description: `a${String.fromCodePoint(0x200b)}b` }))).toBe(true);
  expect(hidesText(mcpTool({ description: String.fromCodePoint(0xe0041) }))).toBe(true);
});
