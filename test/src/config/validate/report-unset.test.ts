import { describe, expect, test } from '@jest/globals';
import { brief, loadText } from '../load-text.ts';

const TEXT = `model_list:
  - {model_name: a, litellm_params: {model: openai/x, api_key: os.environ/KEY}}
  - {model_name: b, litellm_params: {model: openai/x, api_key: os.environ/KEY}}
  - {model_name: c, litellm_params: {model: openai/x}}
`;

describe('reportUnset', () => {
  test('tells each variable once with all its places', () => {
    const { config, findings } = loadText(TEXT);
    expect(config).toBeNull();
    expect(findings).toMatchObject([
      {
        name: 'unset-variable',
        severity: 'critical',
        message: 'the environment variable `KEY` is not set; also needed on line 3',
        position: { line: 2, column: 64 },
      },
    ]);
  });

  test('says which variable was probably meant', () => {
    const { findings } = loadText(TEXT, { env: { KEYS: 'x' } });
    expect(findings[0]?.help).toBe(
      'set `KEY` in the environment or in an env file; `KEYS` is set: did you mean that?',
    );
  });

  test('becomes null with a warning where that is allowed', () => {
    const { config, findings } = loadText(TEXT, { allowUnsetEnv: true });
    expect(brief(findings)).toEqual(['warning unset-variable 2:64']);
    expect(config?.deployments.map(({ apiKey }) => apiKey)).toEqual([null, null, null]);
  });

  test('only costs its deployments where broken ones are skipped', () => {
    const { config, findings } = loadText(TEXT, { skipBroken: true });
    expect(brief(findings)).toEqual(['warning unset-variable 2:64']);
    expect(config?.deployments.map(({ modelName }) => modelName)).toEqual(['c']);
  });

  test('stops the load all the same when something else needs it too', () => {
    const text = `${TEXT}general_settings: {master_key: os.environ/KEY}\n`;
    expect(loadText(text, { skipBroken: true }).config).toBeNull();
  });

  test('names the file of other places', () => {
    const { findings } = loadText(
      'include: [b.yaml]\ngeneral_settings: {master_key: os.environ/K}\n',
      {
        files: { '/conf/b.yaml': 'environment_variables: {X: os.environ/K}\n' },
      },
    );
    const unset = findings.find(({ name }) => name === 'unset-variable');
    expect(unset?.message).toMatch(/also needed on line \/conf\/b\.yaml:1$/);
  });
});
