import { expect, test } from '@jest/globals';
import {
  deploymentsOf,
  gatewayConfigs,
  placeOf,
} from '../../../../src/security/reading/gateway-config.ts';
import { projectOf } from '../../../support/rule-cases.ts';

const PROJECT = projectOf({
  'config.yaml': 'model_list:\n  - model_name: a\n    litellm_params: {model: openai/b}\n  - 7\n',
  'compose.yaml': 'services: {}\n',
  'more.yaml': 'general_settings: {}\n---\nrouter_settings: {}\n',
});

test('every document of every configuration is one', () => {
  expect(gatewayConfigs(PROJECT).map(({ file }) => file.path)).toEqual([
    'config.yaml',
    'more.yaml',
    'more.yaml',
  ]);
});

test('deployments are read as far as they can be', () => {
  expect(deploymentsOf(PROJECT).map(({ group, model }) => [group, model])).toEqual([
    ['a', 'openai/b'],
    [null, null],
  ]);
});

test('a place has span and path', () => {
  const [first] = deploymentsOf(PROJECT);
  if (first?.params === undefined || first.params === null) throw new Error('no params');
  expect(placeOf(first.view.file, first.params)).toMatchObject({
    file: 'config.yaml',
    path: 'model_list[0].litellm_params',
  });
});
