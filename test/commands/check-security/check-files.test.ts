import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  ONE_RULE,
  OPEN_CONFIG,
  placesIn,
  SAFE_CONFIG,
  ScanFolder,
} from '../../support/scan-folder.ts';

let folder: ScanFolder;

beforeEach(() => {
  folder = new ScanFolder({ 'config.yaml': OPEN_CONFIG, 'other.yaml': OPEN_CONFIG });
});

afterEach(() => folder.remove());

const BASELINE = [...ONE_RULE, '--baseline', 'known.json'];

test('a fix leaves what is known as it is', async () => {
  await folder.check([...BASELINE, '--update-baseline', 'other.yaml']);
  expect((await folder.check([...BASELINE, '--fix'])).code).toBe(0);
  expect([folder.read('config.yaml'), folder.read('other.yaml')]).toEqual([
    SAFE_CONFIG,
    OPEN_CONFIG,
  ]);
});

test('a fix of named files touches no other', async () => {
  await folder.check([...ONE_RULE, '--fix', 'config.yaml']);
  expect([folder.read('config.yaml'), folder.read('other.yaml')]).toEqual([
    SAFE_CONFIG,
    OPEN_CONFIG,
  ]);
});

test('a baseline of some files keeps the entries of the others', async () => {
  await folder.check([...BASELINE, '--update-baseline']);
  await folder.check([...BASELINE, '--update-baseline', 'config.yaml']);
  expect((await folder.check(BASELINE)).code).toBe(0);
});

test('what must be mended counts although it is known', async () => {
  await folder.check([...BASELINE, '--update-baseline']);
  folder.write('known.json', folder.read('known.json').replace('"unreviewed"', '"must-fix"'));
  const end = await folder.check([...BASELINE, '--update-baseline', '--json']);
  expect([end.code, placesIn(end)]).toEqual([1, ['LGW211 config.yaml:5']]);
  expect(folder.read('known.json')).toContain('"must-fix"');
});
