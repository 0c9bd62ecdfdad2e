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
  folder = new ScanFolder({ 'config.yaml': SAFE_CONFIG }).commit();
});

afterEach(() => folder.remove());

const STAGED = [...ONE_RULE, '--staged'];

test('what is staged counts, whatever the file says by now', async () => {
  folder.write('config.yaml', OPEN_CONFIG);
  expect((await folder.check(STAGED)).code).toBe(0);
  folder.git('add', 'config.yaml');
  folder.write('config.yaml', SAFE_CONFIG);
  expect((await folder.check(STAGED)).code).toBe(1);
});

test('what HEAD has already is not the fault of this commit', async () => {
  folder.write('config.yaml', OPEN_CONFIG).commit('open');
  folder
    .write('config.yaml', `# more\n${OPEN_CONFIG}`)
    .write('b.yaml', OPEN_CONFIG)
    .git('add', '-A');
  expect(placesIn(await folder.check([...STAGED, '--json']))).toEqual(['LGW211 b.yaml:5']);
});

test('names narrow it: a hook is given them', async () => {
  folder.write('a.yaml', OPEN_CONFIG).write('deploy/b.yaml', OPEN_CONFIG).git('add', '-A');
  expect(placesIn(await folder.check([...STAGED, '--json', 'deploy']))).toEqual([
    'LGW211 deploy/b.yaml:5',
  ]);
  expect((await folder.check([...STAGED, 'config.yaml'])).code).toBe(0);
});

test('the first commit has nothing before it', async () => {
  folder.remove();
  folder = new ScanFolder({ 'config.yaml': OPEN_CONFIG });
  folder.git('init', '-q', '.');
  folder.git('add', '-A');
  expect((await folder.check(STAGED)).code).toBe(1);
});

test('outside of a repository there is nothing staged', async () => {
  folder.remove();
  folder = new ScanFolder({ 'config.yaml': OPEN_CONFIG });
  expect((await folder.check(STAGED)).code).toBe(66);
});
