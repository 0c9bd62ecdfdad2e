import { describe, expect, test } from '@jest/globals';
import { FindingLog } from '../../../../src/config/finding-log.ts';
import { checkVariables } from '../../../../src/config/validate/check-variables.ts';
import { mapOf } from '../load-text.ts';

const YAML = `model_list:
  - litellm_params:
      api_key: os.environ/KEY
      api_base: os.environ/BASE
general_settings:
  master_key: os.environ/KEY
`;

function check(env: Readonly<Record<string, string>>) {
  const log = new FindingLog();
  const isPlaceholder = (value: string): boolean => value === 'changeme';
  const names = checkVariables(mapOf(YAML), { env, log, isPlaceholder });
  return { names, findings: log.sorted(['config.yaml']) };
}

describe('checkVariables', () => {
  test('gives the names of all references', () => {
    expect([...check({}).names]).toEqual(['KEY', 'BASE']);
  });

  test('is silent about good values, and about what the loader tells', () => {
    expect(check({ KEY: 'sk-1', BASE: 'https://a.example' }).findings).toEqual([]);
    expect(check({ BASE: '' }).findings).toEqual([]);
  });

  test.each([
    ['"https://a.example"', 'padded-variable'],
    ["'x'", 'padded-variable'],
    ['https://a.example\n', 'padded-variable'],
    ['changeme', 'placeholder-variable'],
  ])('of %j it says %s, once, where it is first used', (value, name) => {
    const { findings } = check({ KEY: value });
    expect(findings).toMatchObject([{ name, path: 'model_list[0].litellm_params.api_key' }]);
    expect(JSON.stringify(findings)).not.toContain('a.example');
  });

  test('names a variable that differs only in case', () => {
    expect(check({ base: 'https://a.example', KEY: 'k' }).findings).toMatchObject([
      { name: 'variable-in-other-case', help: expect.stringContaining('os.environ/base') },
    ]);
  });
});
