import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  ONE_RULE,
  OPEN_CONFIG,
  placesIn,
  SAFE_CONFIG,
  ScanFolder,
} from '../../../support/scan-folder.ts';

let folder: ScanFolder;

beforeEach(() => {
  folder = new ScanFolder({ 'old.yaml': OPEN_CONFIG, 'config.yaml': SAFE_CONFIG }).commit();
});

afterEach(() => folder.remove());

async function since(ref: string, ...args: readonly string[]): Promise<readonly string[]> {
  return placesIn(await folder.check([...ONE_RULE, '--json', '--since', ref, ...args]));
}

test('only what the commit did not have counts, committed or not', async () => {
  expect(await since('HEAD')).toEqual([]);
  folder.write('config.yaml', OPEN_CONFIG);
  expect(await since('HEAD')).toEqual(['LGW211 config.yaml:5']);
  folder.commit('later');
  folder.write('new.yaml', OPEN_CONFIG);
  expect(await since('HEAD~1')).toEqual(['LGW211 config.yaml:5', 'LGW211 new.yaml:5']);
  expect(await since('HEAD~1', 'new.yaml')).toEqual(['LGW211 new.yaml:5']);
});

test('lines that move are not new', async () => {
  folder.write('old.yaml', `# one\n# two\n${OPEN_CONFIG}`);
  expect(await since('HEAD')).toEqual([]);
});

test('a commit that is not there, and an option in its place, are mistakes', async () => {
  const nowhere = await folder.check(['--since', 'no-such-branch']);
  expect([nowhere.code, nowhere.stderr]).toEqual([64, expect.stringContaining('shallow clone')]);
  expect((await folder.check(['--since=--output=x'])).code).toBe(64);
});
