import { expect, test } from '@jest/globals';
import { planOutputs } from '../../../commands/check-security/output-plan.ts';

test.each([
  [[], [], false, ['text -']],
  [[], [], true, ['json -']],
  [['sarif'], [], false, ['sarif -']],
  [['sarif', 'text'], ['a.sarif'], false, ['sarif a.sarif', 'text -']],
  [['sarif', 'text'], ['a.sarif', '-'], false, ['sarif a.sarif', 'text -']],
  [['sarif'], ['a.sarif'], true, ['sarif a.sarif', 'json -']],
  [
    [],
    ['a.sarif', 'b.xml', 'c.md', 'd.json', 'e.txt'],
    false,
    ['sarif a.sarif', 'junit b.xml', 'markdown c.md', 'json d.json', 'text e.txt'],
  ],
])('%j with %j, JSON %j', (formats, files, json, expected) => {
  const pairs = planOutputs(formats, files, json);
  expect(pairs.map(({ format, file }) => `${format} ${file}`)).toEqual(expected);
});

test.each([
  [['text'], ['a', 'b'], false],
  [['text', 'sarif'], [], false],
  [['text', 'sarif'], ['a', 'a'], false],
  [['text'], [], true],
  [['sarfi'], [], false],
])('%j with %j, JSON %j cannot be', (formats, files, json) => {
  expect(() => planOutputs(formats, files, json)).toThrow(
    expect.objectContaining({ code: 'E_USAGE' }),
  );
});
