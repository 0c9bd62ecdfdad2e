import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { walk } from '../../../../commands/check-security/collect/walk.ts';
import { ScanFolder } from '../../../support/scan-folder.ts';

test('every file below, in order, without what others wrote', () => {
  const folder = new ScanFolder({
    'b/c': 'x',
    a: 'x',
    'node_modules/m/a': 'x',
    '.git/config': 'x',
  });
  symlinkSync('..', join(folder.path, 'b', 'loop'));
  expect(walk(folder.path)).toEqual(['a', 'b/c', 'b/loop']);
  expect(walk('/nonexistent')).toEqual([]);
  folder.remove();
});
