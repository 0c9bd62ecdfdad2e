import { describe, expect, test } from '@jest/globals';
import { roleOfParam } from '../../../../src/config/validate/check-deployment.ts';
import { brief, findingsOf, loadText } from '../load-text.ts';

const entry = (params: string, rest = '') =>
  `model_list:\n  - model_name: a\n    litellm_params:\n      model: openai/x\n${params}${rest}`;

describe('roleOfParam', () => {
  test.each([
    ['api_key', 'setting'],
    ['temperature', 'request'],
    ['tenant_id', 'provider'],
    ['aws_brand_new', 'provider'],
    ['input_cost_per_token_above_128k_tokens', 'price'],
    ['supports_vision', 'model-info'],
    ['context_window', 'extra'],
  ])('%s is a %s', (key, role) => {
    expect(roleOfParam(key)).toBe(role);
  });
});

describe('DeploymentChecker', () => {
  test('warns of keys that are sent to the provider though nobody knows them', () => {
    const { findings } = loadText(entry('      temprature: 1\n'));
    expect(findings).toMatchObject([
      {
        name: 'extra-request-parameter',
        help: 'did you mean `temperature`?',
        position: { line: 5 },
      },
    ]);
  });

  test('sorts out what stands in the wrong map', () => {
    const text = entry(
      '      supports_vision: true\n',
      '    api_key: k\n    mode: chat\n    nonsense: 1\n    model_info: {timeout: 5, note: free}\n',
    );
    expect(findingsOf(text)).toEqual([
      'warning misplaced-key 5:7',
      'warning misplaced-key 6:5',
      'warning misplaced-key 7:5',
      'warning unknown-key 8:5',
      'warning misplaced-key 9:18',
    ]);
  });

  test('tells settings without effect once for all deployments', () => {
    const one = '  - {model_name: a, litellm_params: {model: openai/x, region_name: eu}}\n';
    const { findings } = loadText(`model_list:\n${one}${one}`);
    expect(findings.map(({ message }) => message)).toEqual([
      '`region_name` has no effect here yet (written in 2 deployments)',
    ]);
  });

  test('guards of a deployment are told', () => {
    expect(findingsOf(entry('', '    model_info: {team_id: t}\n'))).toEqual([
      'warning guard-without-effect 5:18',
    ]);
  });

  test('tells everything that is missing', () => {
    const { findings } = loadText(
      'model_list:\n  - {}\n  - {model_name: a, litellm_params: {model: }}\n  - x\n',
    );
    expect(findings.map(({ message }) => message)).toEqual([
      'the deployment has no `model_name` and no `litellm_params`',
      'the deployment has no `litellm_params.model`',
      'an entry of `model_list` must be a map',
    ]);
  });

  test('an unset variable is told once, not as a missing model too', () => {
    const text = 'model_list: [{model_name: a, litellm_params: {model: os.environ/M}}]\n';
    expect(findingsOf(text)).toEqual(['critical unset-variable 1:54']);
    expect(brief(loadText(text, { allowUnsetEnv: true }).findings)).toEqual([
      'critical broken-deployment 1:14',
      'warning unset-variable 1:54',
    ]);
  });

  test('checks our own timeouts', () => {
    const text = entry('', '    model_info: {llmgw_timeouts: {idel: 1, total: x}}\n');
    expect(findingsOf(text)).toEqual(['warning unknown-key 5:35', 'critical wrong-type 5:51']);
  });

  test('checks the settings of its breaker, and names that begin like ours', () => {
    const info = 'llmgw_breaker: {ramp: 0, hold_base: 2, hold_max: 1}, llmgw_braker: {}, note: x';
    const text = entry('', `    model_info: {${info}}\n`);
    const { findings } = loadText(text, { skipBroken: true });
    expect(brief(findings)).toEqual([
      'critical no-servable-deployment 1:1',
      'warning wrong-type 5:40',
      'warning wrong-type 5:54',
      'warning unknown-key 5:71',
    ]);
    expect(findings[3]?.help).toBe('did you mean `llmgw_breaker`?');
  });
});
