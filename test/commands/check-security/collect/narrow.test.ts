import { expect, test } from '@jest/globals';
import { narrowTo } from '../../../../commands/check-security/collect/narrow.ts';

test('files, folders and the folder itself', () => {
  const narrowed = narrowTo('/p', ['a.yaml', './deploy/', '/p/x']);
  const files = ['a.yaml', 'deploy/b', 'x', 'b.yaml', 'deployed/b'];
  expect(files.map((file) => narrowed?.has(file))).toEqual([true, true, true, false, false]);
  expect(narrowTo('/p', ['.'])?.has('any/file')).toBe(true);
  expect(narrowTo('/p', [])).toBeNull();
});
