import { expect, test } from '@jest/globals';
import {
  readBaselineFile,
  writeBaselineFile,
} from '../../../commands/check-security/baseline-file.ts';
import { ScanFolder } from '../../support/scan-folder.ts';

test('absent, damaged, written and read', () => {
  const folder = new ScanFolder({ bad: '{' });
  const read = (file: string, action: 'apply' | 'update') =>
    readBaselineFile(folder.path, { file, action });
  expect(read('none', 'update')).toEqual({ entries: [] });
  expect(() => read('none', 'apply')).toThrow(expect.objectContaining({ code: 'E_IO' }));
  expect(() => read('bad', 'update')).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
  expect(() => read('.', 'update')).toThrow(expect.objectContaining({ code: 'E_IO' }));
  writeBaselineFile(folder.path, 'new', { entries: [] });
  expect(read('new', 'apply')).toEqual({ entries: [] });
  folder.remove();
});
