import { expect, test } from '@jest/globals';
import { renderFileList } from '../../../commands/check-security/list-files.ts';
import { projectOf } from '../../support/rule-cases.ts';

test('a path a line, or one document with what was left out', () => {
  const project = projectOf({ 'a.txt': 'x', '.env': 'A=1' });
  const collected = {
    project,
    skipped: { binary: 2 },
    before: null,
    narrowedTo: null,
    isWhole: true,
  };
  expect(renderFileList(collected, false)).toBe('a.txt\n.env\n');
  expect(JSON.parse(renderFileList(collected, true))).toMatchObject({
    files: [
      { path: 'a.txt', kind: 'text' },
      { path: '.env', kind: 'dotenv', origin: 'loose' },
    ],
    skipped: { binary: 2 },
  });
});
