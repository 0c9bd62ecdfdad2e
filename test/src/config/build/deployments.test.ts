import { describe, expect, test } from '@jest/globals';
import { CATALOGUE, configOf, findingsOf, loadText } from '../load-text.ts';

const entry = (params: string, name = 'a', info = '') =>
  `  - {model_name: ${name}, litellm_params: {${params}}${info === '' ? '' : `, model_info: {${info}}`}}\n`;
const list = (...entries: string[]) => `model_list:\n${entries.join('')}`;

describe('buildDeployments', () => {
  test('gives every organization a deployment of its own', () => {
    const { deployments } = configOf(list(entry('model: openai/x, organization: [o1, o2]')));
    expect(deployments.map(({ organization }) => organization)).toEqual(['o1', 'o2']);
    expect(new Set(deployments.map(({ id }) => id)).size).toBe(2);
  });

  test('makes ids unique', () => {
    const same = entry('model: openai/x');
    const ids = configOf(list(same, same)).deployments.map(({ id }) => id);
    expect(ids[1]).toBe(`${ids[0]}-2`);
  });

  test('warns when written ids are equal', () => {
    const text = list(
      entry('model: openai/x', 'a', 'id: one'),
      entry('model: openai/y', 'b', 'id: one'),
    );
    expect(findingsOf(text)).toEqual(['warning duplicate-deployment-id 3:73']);
    expect(configOf(text).deployments.map(({ id }) => id)).toEqual(['one', 'one-2']);
  });

  test('leaves out providers that are not served, and says why of groups with none left', () => {
    const text = list(
      entry('model: anthropic/c', 'claude'),
      entry('model: anthropic/c', 'mixed'),
      entry('model: openai/x', 'mixed'),
    );
    const config = configOf(text);
    expect(config.deployments.map(({ modelName }) => modelName)).toEqual(['mixed']);
    expect([...config.unserved]).toEqual([
      ['claude', 'provider `anthropic` cannot be called from here yet'],
    ]);
    expect(findingsOf(text)).toEqual([
      'warning provider-not-served 2:50',
      'warning provider-not-served 3:49',
    ]);
  });

  test('makes a wildcard of each provider out of a lone star', () => {
    const { deployments } = configOf(list(entry('model: "*"', '"*"')));
    expect(deployments).toHaveLength(CATALOGUE.served.size);
    expect(deployments[0]).toMatchObject({ modelName: 'openai/*', provider: 'openai', model: '*' });
  });

  test.each([
    ['unknown-provider', 'model: nobody/x'],
    ['unknown-provider', 'model: x, custom_llm_provider: nobody'],
    ['unknown-provider', 'model: vllm/x'],
    ['invalid-url', 'model: openai/x, api_base: localhost:8000'],
    ['invalid-url', 'model: openai/x, base_url: ftp://h'],
    ['unsupported-reference', 'model: azure/x, azure_ad_token: oidc/google/aud'],
    ['broken-deployment', 'api_key: k'],
    ['unknown-credential', 'model: openai/x, litellm_credential_name: nope'],
    ['wrong-type', 'model: openai/x, timeout: soon'],
  ])('refuses %s: {%s}, or leaves it out when asked', (name, params) => {
    const text = list(entry('model: openai/good', 'good'), entry(params, 'bad'));
    const refused = loadText(text);
    expect(refused.config).toBeNull();
    expect(refused.findings).toMatchObject([{ name, severity: 'critical', position: { line: 3 } }]);
    const skipped = loadText(text, { skipBroken: true });
    expect(skipped.findings).toMatchObject([{ name, severity: 'warning' }]);
    expect(skipped.config?.deployments.map(({ modelName }) => modelName)).toEqual(['good']);
  });

  test('never shows a key that stands in place of a model', () => {
    const text = list(entry('model: sk-secret'), entry('model: os.environ/K'));
    const { findings } = loadText(text, { env: { K: 'another-secret' } });
    expect(findings).toHaveLength(2);
    expect(JSON.stringify(findings)).not.toContain('-secret');
    expect(JSON.stringify(findings)).toContain('os.environ/K');
  });

  test('takes the defaults of the router for every deployment', () => {
    const text = `${list(entry('model: openai/x'))}router_settings: {default_litellm_params: {timeout: 3}}\n`;
    expect(configOf(text).deployments[0]?.timeoutMs).toBe(3000);
  });
});
