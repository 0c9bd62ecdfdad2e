import { describe, expect, test } from '@jest/globals';
import { buildStoredEntries } from '../../../../src/config/build/stored-entries.ts';

const providers = {
  served: new Set(['openai']),
  known: new Set(['openai', 'bedrock']),
  infer: () => null,
};

function build(entries: readonly Record<string, unknown>[], env: Record<string, string> = {}) {
  return buildStoredEntries({ entries, origin: 'database', env, providers });
}

describe('buildStoredEntries', () => {
  test('gives deployments as a file would', () => {
    const { deployments, findings } = build(
      [
        {
          model_name: 'gpt',
          litellm_params: {
            model: 'openai/gpt-4o',
            api_key: 'os.environ/KEY',
            rpm: 5,
            temperature: 0.5,
            extra_headers: { a: 'b' },
            tags: ['x'],
          },
          model_info: { id: 'm1', db_model: true, mode: 'chat' },
        },
      ],
      { KEY: 'sk-from-env' },
    );
    expect(findings).toEqual([]);
    expect(deployments).toMatchObject([
      { id: 'm1', modelName: 'gpt', provider: 'openai', model: 'gpt-4o', rpm: 5, mode: 'chat' },
    ]);
    const [first] = deployments;
    expect(first?.apiKey?.reveal()).toBe('sk-from-env');
    expect(first?.extraHeaders['a']?.reveal()).toBe('b');
    expect(first?.defaults).toEqual({ temperature: 0.5 });
    expect(first?.tags).toEqual(['x']);
    expect(first?.modelInfo['db_model']).toBe(true);
    expect(Object.isFrozen(first)).toBe(true);
  });

  test('an entry that cannot be used costs only itself and is told as a warning', () => {
    const { deployments, findings } = build([
      { model_name: 'a', litellm_params: { model: 'openai/a', api_key: 'os.environ/UNSET' } },
      { model_name: 'b', litellm_params: {} },
      { model_name: 'c', litellm_params: { model: 'openai/c' } },
      { model_name: 'd', litellm_params: { model: 'bedrock/d' } },
      { model_name: 'e', litellm_params: { model: 'openai/e', rpm: 'many' } },
    ]);
    expect(deployments.map(({ modelName }) => modelName)).not.toContain('a');
    expect(deployments.map(({ modelName }) => modelName)).toContain('c');
    expect(findings.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['unset-variable', 'broken-deployment', 'provider-not-served']),
    );
    expect(findings.filter(({ severity }) => severity === 'critical')).toEqual([]);
    expect(findings.find(({ name }) => name === 'broken-deployment')?.position).toMatchObject({
      file: 'database',
      line: 2,
    });
  });

  test('no entries are no fault', () => {
    expect(build([])).toEqual({ deployments: [], findings: [] });
  });
});
