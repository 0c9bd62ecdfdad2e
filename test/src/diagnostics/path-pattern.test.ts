import { expect, test } from '@jest/globals';
import { filePattern, yamlPathPattern } from '../../../src/diagnostics/path-pattern.ts';

test.each([
  ['config.yaml', 'deploy/config.yaml', true],
  ['config.yaml', 'deploy/config.yaml.bak', false],
  ['deploy/*.yaml', 'deploy/a.yaml', true],
  ['deploy/*.yaml', 'deploy/x/a.yaml', false],
  ['deploy/**', 'deploy/x/a.yaml', true],
  ['**/test/**', 'a/test/b.yaml', true],
  ['deploy/', 'deploy/x/a.yaml', true],
  ['./a.yaml', 'b/a.yaml', true],
  ['a+b?.yaml', 'a+bc.yaml', true],
])('%s and the file %s: %s', (glob, path, expected) => {
  expect(filePattern(glob)(path)).toBe(expected);
});

test.each([
  ['model_list[*].litellm_params.api_key', 'model_list[12].litellm_params.api_key', true],
  ['model_list[*].litellm_params.api_key', 'model_list[0].model_info.api_key', false],
  ['general_settings', 'general_settings.master_key', true],
  ['general_settings', 'general_settings_old', false],
])('%s and the YAML path %s: %s', (glob, path, expected) => {
  expect(yamlPathPattern(glob)(path)).toBe(expected);
});
