import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadConfig } from '../../../src/config/load.ts';
import { brief, CATALOGUE, configOf, findingsOf, loadText, withModel } from './load-text.ts';

describe('loadConfig', () => {
  test('reads from the disk', () => {
    const folder = mkdtempSync(join(tmpdir(), 'llmgw-load-'));
    const file = join(folder, 'config.yaml');
    writeFileSync(file, withModel());
    const { config, files } = loadConfig({ file, env: {}, providers: CATALOGUE });
    rmSync(folder, { recursive: true });
    expect(config?.deployments).toHaveLength(1);
    expect(files).toEqual([file]);
  });

  test('tells a missing file', () => {
    const result = loadConfig({ file: '/nowhere/c.yaml', env: {}, providers: CATALOGUE });
    expect(result).toMatchObject({ config: null, files: ['/nowhere/c.yaml'] });
    expect(brief(result.findings)).toEqual(['critical file-missing -']);
  });

  test('finds everything in one run, sorted by place', () => {
    const text = `router_settings: {routing_strategy: fastest}
model_list:
  - {model_name: a, litellm_params: {model: nobody/x}}
  - {model_name: b, litellm_params: {model: openai/x, api_key: os.environ/KEY}}
litellm_settings: {master_key: x, fallbacks: [{a: [c]}]}
general_setting: {}
`;
    expect(findingsOf(text)).toEqual([
      'critical unknown-routing-strategy 1:37',
      'critical unknown-provider 3:45',
      'critical unset-variable 4:64',
      'critical master-key-misplaced 5:20',
      'warning unknown-model-group 5:52',
      'warning unknown-key 6:1',
    ]);
  });

  test('there is a configuration unless something is critical', () => {
    expect(loadText(withModel('nonsense: 1\n')).config).not.toBeNull();
    expect(loadText(withModel('router_settings: []\n')).config).toBeNull();
  });

  test('an empty model list is fine', () => {
    const { config, findings } = loadText('model_list: []\n');
    expect(config?.deployments).toEqual([]);
    expect(findings).toMatchObject([{ name: 'empty-model-list', severity: 'info' }]);
    expect(loadText('general_settings: {}\n').config).not.toBeNull();
  });

  test('models that cannot be served are no configuration, unless there is something else', () => {
    const text = 'model_list: [{model_name: a, litellm_params: {model: anthropic/x}}]\n';
    expect(findingsOf(text)).toContain('critical no-servable-deployment 1:1');
    const endpoint =
      'general_settings: {pass_through_endpoints: [{path: /x, target: "http://h"}]}\n';
    expect(loadText(text + endpoint).config?.unserved.has('a')).toBe(true);
  });

  test('broken models that were all skipped are no configuration either', () => {
    const text = 'model_list: [{model_name: a, litellm_params: {model: nobody/x}}]\n';
    expect(findingsOf(text)).toEqual(['critical unknown-provider 1:54']);
    expect(findingsOf(text, { skipBroken: true })).toEqual([
      'critical no-servable-deployment 1:1',
      'warning unknown-provider 1:54',
    ]);
  });

  test('ignore_invalid_deployments, written in the file, skips broken ones', () => {
    const bad = '  - {model_name: b, litellm_params: {model: nobody/x}}\n';
    const config = configOf(
      withModel(`${bad}router_settings: {ignore_invalid_deployments: true}\n`),
    );
    expect(config.deployments.map(({ modelName }) => modelName)).toEqual(['a']);
  });

  test('joins included models', () => {
    const config = configOf(`include: [more.yaml]\n${withModel()}`, {
      files: { '/conf/more.yaml': withModel().replace('name: a', 'name: b') },
    });
    expect(config.files).toEqual(['/conf/config.yaml', '/conf/more.yaml']);
    expect(config.deployments.map(({ modelName, position }) => [modelName, position.file])).toEqual(
      [
        ['a', '/conf/config.yaml'],
        ['b', '/conf/more.yaml'],
      ],
    );
  });

  test('is frozen', () => {
    const config = configOf(withModel());
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.deployments[0]?.defaults)).toBe(true);
    expect(Object.isFrozen(config.router.timeouts)).toBe(true);
  });

  test('has the same hash for the same content, another for a rotated key', () => {
    const text = withModel('general_settings: {master_key: os.environ/K}\n');
    const hash = (key: string) => configOf(text, { env: { K: key } }).hash;
    expect(hash('one')).toBe(hash('one'));
    expect(hash('one')).not.toBe(hash('two'));
  });

  test('exports environment_variables as secrets', () => {
    const { environment } = configOf(
      withModel('environment_variables: {OPENAI_API_KEY: sk-secret}\n'),
    );
    expect(environment['OPENAI_API_KEY']?.reveal()).toBe('sk-secret');
    expect(JSON.stringify(environment)).not.toContain('sk-secret');
  });

  test('no secret gets into findings or a printed configuration', () => {
    const secret = 'canary-7f3a';
    const params = `api_key: ${secret}, azure_ad_token: ${secret}, extra_headers: {a: ${secret}}, timeout: ${secret}, unknown_thing: 1`;
    const { config, findings } = loadText(
      `model_list: [{model_name: a, litellm_params: {model: openai/x, ${params}}, api_key: ${secret}}]
general_settings: {master_key: [${secret}], database_url: ${secret}, alerting: ${secret}}
router_settings: {redis_password: ${secret}, redis_port: ${secret}, fallbacks: ${secret}}
environment_variables: {X: ${secret}}
llmgw_settings: {error_code: ${secret}}
`,
    );
    expect(config).toBeNull();
    expect(findings.length).toBeGreaterThan(5);
    expect(JSON.stringify(findings)).not.toContain(secret);
  });

  test('never throws, whatever the text is', () => {
    const words = fc.constantFrom(
      'model_list',
      'litellm_params',
      'model',
      'general_settings',
      'router_settings',
      'fallbacks',
      'include',
      '- ',
      ': ',
      '\n',
      '  ',
      '[',
      ']',
      '{',
      '}',
      '&a ',
      '*a',
      '<<',
      'x',
      '"',
      "'",
      'os.environ/X',
      '!!int ',
      '|',
      '? ',
      '#',
      '~',
      '1',
      'pass_through_endpoints',
      'model_info',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), (parts) => {
        const { config, findings } = loadText(parts.join(''));
        const critical = findings.some(({ severity }) => severity === 'critical');
        expect(config === null).toBe(critical);
      }),
      { numRuns: 500 },
    );
  });

  test('never throws, whatever the values are', () => {
    const paths = [
      'model_list',
      'litellm_settings',
      'general_settings',
      'router_settings',
      'llmgw_settings',
      'environment_variables',
      'credential_list',
      'include',
      'guardrails',
    ];
    const keys = fc.constantFrom(
      'model_name',
      'litellm_params',
      'model_info',
      'model',
      'api_base',
      'timeout',
      'fallbacks',
      'default_fallbacks',
      'model_group_alias',
      'cache_params',
      'pass_through_endpoints',
      'path',
      'target',
      'headers',
      'retry_policy',
      'model_group_retry_policy',
      'routing_strategy',
      'llmgw_timeouts',
      'timeouts',
      'callbacks',
      'credential_name',
      'credential_values',
      'tags',
      'extra_headers',
      'organization',
      'drop_params',
      'master_key',
      'public_routes',
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom('openai/x', 'os.environ/K', '', 'http://h', 'a.b', 'oidc/x', '*'),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 5 }),
      ),
    }));
    const file = fc.record(Object.fromEntries(paths.map((path) => [path, value])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(file, (content) => {
        const { config, findings } = loadText(JSON.stringify(content), { env: { K: 'v' } });
        const critical = findings.some(({ severity }) => severity === 'critical');
        expect(config === null).toBe(critical);
      }),
      { numRuns: 500 },
    );
  });

  test('reads a thousand models in well under a second', () => {
    const models = Array.from(
      { length: 1000 },
      (_, index) => `  - model_name: model-${index}
    litellm_params:
      model: openai/gpt-${index}
      api_base: http://host-${index}:8000/v1
      api_key: os.environ/KEY
      rpm: 100
      timeout: 60
    model_info: {mode: chat, input_cost_per_token: 0.1}
`,
    );
    const fallbacks = models.map(
      (_, index) => `    - model-${index}: [model-${(index + 1) % 1000}]`,
    );
    const text = `model_list:\n${models.join('')}router_settings:\n  fallbacks:\n${fallbacks.join('\n')}\n`;
    const started = process.cpuUsage();
    const { deployments } = configOf(text, { env: { KEY: 'k' } });
    expect(deployments).toHaveLength(1000);
    // Of the processor, so that a busy machine does not count.
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(1000);
  });
});
