import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fillSample } from '../../../../src/security/secrets/make-key.ts';
import { placesIn, ScanFolder } from '../../../support/scan-folder.ts';

let folder: ScanFolder;
const SECRET = `model_list:
  - model_name: a
    litellm_params:
      model: groq/llama
      api_key: {{groq}}
`;

beforeEach(() => {
  folder = new ScanFolder({ 'config.yaml': SECRET }).commit('first');
});

afterEach(() => folder.remove());

const HISTORY = ['--history', '--rule', 'LGW102', '--json'];

test('a secret that was taken out is still found, once, with the commit that brought it', async () => {
  const hash = folder.git('rev-parse', 'HEAD').slice(0, 8);
  folder.write('config.yaml', `# more\n${folder.read('config.yaml')}`).commit('second');
  folder.write('config.yaml', 'model_list: []\n').commit('third');
  const end = await folder.check(HISTORY);
  expect(placesIn(end)).toEqual(['LGW102 config.yaml:5']);
  expect(end.stdout).toContain(`in commit ${hash} of `);
  expect(end.code).toBe(1);
  expect(end.stdout).not.toContain(Object.values(fillSample({ a: '{{groq}}' }))[0]);
});

test('other branches count, settings that were mended do not', async () => {
  folder.write('config.yaml', 'model_list: []\n').commit('second');
  folder.git('checkout', '-q', '-b', 'side');
  folder.write('side.yaml', fillSample({ a: SECRET })['a'] ?? '').commit('side');
  folder.git('checkout', '-q', '-');
  expect(placesIn(await folder.check(HISTORY))).toEqual([
    'LGW102 config.yaml:5',
    'LGW102 side.yaml:5',
  ]);
  expect((await folder.check(['--history', '--rule', 'LGW211'])).code).toBe(0);
});

test('without a repository there is no history', async () => {
  folder.remove();
  folder = new ScanFolder({ 'config.yaml': SECRET });
  expect((await folder.check(HISTORY)).code).toBe(66);
});
