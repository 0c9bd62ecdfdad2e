import { describe, expect, test } from '@jest/globals';
import {
  renderAsTable,
  renderText,
  withSavedMedia,
} from '../../../commands/run-mcp-tool/render-result.ts';
import { textResult } from '../../support/mcp-session.ts';

const name = ({ mimeType }: { readonly mimeType: string }): string => `[${mimeType}]`;
const image = { type: 'image', data: 'AAAA', mimeType: 'image/png' };
const escape = String.fromCodePoint(27);

describe('text', () => {
  test('what is structured comes first, with media behind it', () => {
    const result = textResult('again', { structuredContent: { a: 1 } });
    expect(renderText(result, name)).toBe('{\n  "a": 1\n}\n');
    const both = { ...result, content: [...result.content, image] };
    expect(renderText(both, name)).toBe('{\n  "a": 1\n}\n[image/png]\n');
  });

  test('else every block in its order', () => {
    const content = [
      { type: 'text', text: 'one' },
      image,
      { type: 'audio', data: 'AAAA' },
      { type: 'resource', resource: { uri: 'a://b', text: 'inside' } },
      { type: 'resource', resource: { uri: 'a://c', blob: 'AAAA', mimeType: 'application/pdf' } },
      { type: 'resource_link', name: 'report', uri: 'a://d' },
      { type: 'unknown' },
    ];
    expect(renderText({ ...textResult(''), content }, name).split('\n')).toEqual([
      ...['one', '[image/png]', '[application/octet-stream]', 'inside', '[application/pdf]'],
      ...['report a://d', ''],
    ]);
  });

  test('nothing is nothing, and no terminal is steered', () => {
    expect(renderText(textResult(''), name)).toBe('');
    expect(renderText(textResult(`${escape}[31mred${escape}]0;title\u0007\r`), name)).toBe('red\n');
  });
});

describe('a table', () => {
  const rows = [{ name: 'a' }, { name: 'b' }];
  const table = 'NAME\na\nb\n';

  test.each([
    ['the structured result itself', textResult('', { structuredContent: { items: rows } })],
    ['the text that is JSON', textResult(JSON.stringify(rows))],
    ['the only list in it', textResult(JSON.stringify({ n: 1, list: rows }))],
  ])('of %s', (_what, result) => {
    expect(renderAsTable(result, name)).toBe(table);
  });

  test.each(['plain', '{"a":[{}],"b":[{}]}', '[]', '[1]', '{"a":'])(
    'of %s there is none',
    (text) => {
      expect(renderAsTable(textResult(text), name)).toBe(`${text}\n`);
    },
  );

  test('media come below it', () => {
    const result = textResult(JSON.stringify(rows));
    const content = [...result.content, image];
    expect(renderAsTable({ ...result, content }, name)).toBe(`${table}[image/png]\n`);
  });
});

test('media of a document are files where that is asked for', () => {
  const content = [{ type: 'text', text: 'a' }, image];
  const result = { ...textResult(''), content };
  expect(withSavedMedia(result, null)).toEqual(content);
  expect(withSavedMedia(result, () => '/a.png')).toEqual([
    content[0],
    { type: 'image', mimeType: 'image/png', path: '/a.png' },
  ]);
});
