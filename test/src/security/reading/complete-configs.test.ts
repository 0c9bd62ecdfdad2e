import { describe, expect, test } from '@jest/globals';
import {
  completeConfigs,
  configsWithDatabase,
  eitherSetting,
  isPositive,
  settingOf,
} from '../../../../src/security/reading/complete-configs.ts';
import { readYamlFile, yamlText } from '../../../../src/config/yaml-document.ts';
import { projectOf } from '../../../support/rule-cases.ts';

const MODELS = 'model_list: [{model_name: a}]\n';

describe('a complete configuration', () => {
  test('has the settings of what it includes', () => {
    const [config] = completeConfigs(
      projectOf({
        'a/config.yaml': 'include: [more.yaml]\nlitellm_settings: {num_retries: }\n',
        'a/more.yaml': `${MODELS}litellm_settings: {num_retries: 3}\ngeneral_settings: {x: 1}\n`,
      }),
    );
    expect(config?.view.file.path).toBe('a/config.yaml');
    if (config === undefined) return;
    expect(yamlText(settingOf(config, 'litellm_settings', 'num_retries'))).toBe('3');
    expect(yamlText(eitherSetting(config, 'x'))).toBe('1');
    expect(eitherSetting(config, 'y')).toBeNull();
  });

  test('is none when a part of it is not here', () => {
    expect(completeConfigs(projectOf({ 'config.yaml': 'include: [more.yaml]\n' }))).toEqual([]);
  });

  test('points to a section', () => {
    const files = { 'config.yaml': `${MODELS}general_settings: {}\n` };
    expect(completeConfigs(projectOf(files))[0]?.place.path).toBe('general_settings');
  });
});

describe('a database', () => {
  const COMPOSE = 'services: {g: {image: berriai/litellm, environment: [DATABASE_URL]}}\n';

  test.each([
    ['by its address', { 'config.yaml': `${MODELS}general_settings: {database_url: a}\n` }],
    ['by a switch', { 'config.yaml': `${MODELS}general_settings: {store_model_in_db: true}\n` }],
    ['by its variable', { 'config.yaml': `${MODELS}environment_variables: {DATABASE_URL: a}\n` }],
    ['by its container', { 'config.yaml': MODELS, 'compose.yaml': COMPOSE }],
    ['by the env file beside it', { 'config.yaml': MODELS, '.env': 'DATABASE_URL=a\n' }],
  ])('is given %s', (_, files) => {
    expect(configsWithDatabase(projectOf(files))).toHaveLength(1);
  });

  test.each([
    ['nothing says so', { 'config.yaml': MODELS }],
    ['the address is empty', { 'config.yaml': `${MODELS}general_settings: {database_url: ''}\n` }],
    ['it is that of another folder', { 'config.yaml': MODELS, 'shop/.env': 'DATABASE_URL=a\n' }],
  ])('is not given when %s', (_, files) => {
    expect(configsWithDatabase(projectOf(files))).toEqual([]);
  });
});

test.each([
  ['5', true],
  ['0.5', true],
  ['os.environ/LIMIT', true],
  ['0', false],
  ['', false],
  ['-1', false],
])('%j is above zero: %s', (text, expected) => {
  expect(isPositive(readYamlFile(text).roots[0] ?? null)).toBe(expected);
});
