import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readCatalogueExtra } from '../../../commands/reencrypt-db/catalogue-extra.ts';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';

let dir: string;
beforeEach(() => {
  dir = makeTempDir('llmgw-catalogue-');
});
afterEach(() => removeTempDir(dir));

function read(content: string) {
  writeFileSync(join(dir, 'extra.json'), content);
  return readCatalogueExtra(dir, 'extra.json');
}

const ENTRY = { table: 'Vault', primaryKey: ['id'], column: 'secret', kind: 'text' };

describe('further columns', () => {
  test('are an array, or a line each', () => {
    const full = { ...ENTRY, leaves: 'every', history: false };
    expect(read(JSON.stringify([ENTRY]))).toEqual([full]);
    const second = { ...ENTRY, column: 'other', kind: undefined };
    expect(read(`${JSON.stringify(ENTRY)}\n${JSON.stringify(second)}\n`)).toEqual([
      full,
      { ...full, column: 'other', kind: 'json' },
    ]);
  });

  test('need not be there', () => {
    expect(readCatalogueExtra(dir, null)).toEqual([]);
  });

  test('in a file that is missing or no JSON are an error', () => {
    expect(() => readCatalogueExtra(dir, 'nope')).toThrow(/ENOENT/);
    expect(() => read('{"table":')).toThrow(/not JSON/);
  });

  test.each([{ table: '' }, { primaryKey: [] }, { kind: 'blob' }, { leaves: 'some' }])(
    'with %p are not complete',
    (part) => {
      expect(() => read(JSON.stringify([{ ...ENTRY, ...part }]))).toThrow(/not complete/);
    },
  );
});
