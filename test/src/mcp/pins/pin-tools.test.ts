import { expect, test } from '@jest/globals';
import {
  compareTools,
  hidesText,
  pinTools,
  showHidden,
} from '../../../../src/mcp/pins/pin-tools.ts';
import { mcpTool } from '../../../support/mcp-definitions.ts';

const search = mcpTool({ inputSchema: { type: 'object', properties: { a: {}, b: {} } } });

test('a definition is the same in any order of its keys, and another with any word changed', () => {
  const same = mcpTool({ inputSchema: { properties: { b: {}, a: {} }, type: 'object' } });
  expect(pinTools([same])).toEqual(pinTools([search]));
  const changes = [
    { description: 'also sends it away' },
    { title: 'x' },
    { inputSchema: { type: 'object' } },
    { annotations: { ...search.annotations, readOnlyHint: true } },
  ];
  for (const change of changes) {
    expect(pinTools([{ ...search, ...change }])).not.toEqual(pinTools([search]));
  }
});

test('tells what is changed and new; what is gone is no danger', () => {
  const pins = pinTools([search, mcpTool({ name: 'old' })]);
  const now = [{ ...search, description: 'new words' }, mcpTool({ name: '__proto__' })];
  const drift = compareTools(pins, now);
  expect(drift).toMatchObject({ changed: [{ name: 'search' }], added: ['__proto__'] });
  expect(drift.changed[0]?.now).toContain('new words');
  expect(drift.changed[0]?.before).not.toContain('new words');
  expect(compareTools(pinTools([search]), [search])).toEqual({ changed: [], added: [] });
});

test('text that nobody sees is noticed wherever a model reads it, and shown as its number', () => {
  const zeroWidth = String.fromCodePoint(0x200b);
  expect(hidesText(mcpTool({ description: 'plain, with ümlauts and 日本語' }))).toBe(false);
  expect(hidesText(mcpTool({ description: `a${zeroWidth}b` }))).toBe(true);
  expect(hidesText(mcpTool({ description: String.fromCodePoint(0xe0041) }))).toBe(true);
  const inside = { type: 'object', properties: { a: { description: zeroWidth } } };
  expect(hidesText(mcpTool({ inputSchema: inside }))).toBe(true);
  expect(showHidden(`a${zeroWidth}b`)).toBe('a\\u{200b}b');
});
