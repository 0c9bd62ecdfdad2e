import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { writeWhole } from '../../../commands/check-security/write-whole.ts';
import { ScanFolder } from '../../support/scan-folder.ts';

test('replaces a file in one step, and leaves a device a device', () => {
  const folder = new ScanFolder({ a: 'old' });
  writeWhole(join(folder.path, 'a'), 'new', 'the report');
  writeWhole('/dev/null', 'new', 'the report');
  expect([folder.read('a'), readdirSync(folder.path)]).toEqual(['new', ['a']]);
  expect(() => writeWhole(join(folder.path, 'b/c'), 'x', 'the report')).toThrow(
    expect.objectContaining({ code: 'E_IO', message: expect.stringContaining('the report') }),
  );
  folder.remove();
});
