import { expect, test } from '@jest/globals';
import { placesIn, ScanFolder } from '../../support/scan-folder.ts';

test('paths narrow the history', async () => {
  const text = 'model_list:\n  - litellm_params:\n      api_key: {{groq}}\n';
  const folder = new ScanFolder({ 'a/config.yaml': text, 'b/config.yaml': text }).commit();
  const rule = ['--history', '--rule', 'LGW102', '--json'];
  expect(placesIn(await folder.check(rule))).toHaveLength(2);
  expect(placesIn(await folder.check([...rule, 'b']))).toEqual(['LGW102 b/config.yaml:3']);
  folder.remove();
});
