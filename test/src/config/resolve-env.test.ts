import { describe, expect, test } from '@jest/globals';
import { FindingLog } from '../../../src/config/finding-log.ts';
import { toPlain } from '../../../src/config/node.ts';
import {
  deploymentIndexOf,
  type Environment,
  resolveEnv,
} from '../../../src/config/resolve-env.ts';
import { mapOf } from './load-text.ts';

function resolve(text: string, env: Environment = {}) {
  const log = new FindingLog();
  const result = resolveEnv(mapOf(text), env, { log, allowUnset: false });
  return { ...result, plain: toPlain(result.root), findings: log.sorted(['c.yaml']) };
}

describe('resolveEnv', () => {
  test('replaces whole values everywhere, in list items too', () => {
    const env = { A: '1', B: 'b' };
    expect(resolve('x: os.environ/A\nl: [os.environ/B, {y: os.environ/A}]\n', env).plain).toEqual({
      x: '1',
      l: ['b', { y: '1' }],
    });
  });

  test('turns true and false into booleans', () => {
    const env = { T: 'True', F: 'false', Y: 'yes' };
    expect(resolve('t: os.environ/T\nf: os.environ/F\ny: os.environ/Y\n', env).plain).toEqual({
      t: true,
      f: false,
      y: 'yes',
    });
  });

  test('lets environment_variables come first and refer to each other', () => {
    const text =
      'x: os.environ/C\nenvironment_variables:\n  A: os.environ/HOME_KEY\n  C: os.environ/A\n  P: 6379\n  T: yes\n';
    const { plain, variables, env } = resolve(text, { HOME_KEY: 'k', A: 'outer' });
    expect(plain).toMatchObject({ x: 'k' });
    expect(variables).toEqual({ A: 'k', C: 'k', P: '6379', T: 'yes' });
    expect(env).toMatchObject({ A: 'k', P: '6379' });
  });

  test('lets a variable refer to itself in the process environment', () => {
    const text = 'environment_variables:\n  KEY: os.environ/KEY\n';
    expect(resolve(text, { KEY: 'v' }).variables).toEqual({ KEY: 'v' });
  });

  test('collects the places of each unset variable', () => {
    const { unset, plain } = resolve('a: os.environ/X\nb: [os.environ/X]\nc: os.environ/Y\n');
    expect(plain).toEqual({ a: null, b: [null], c: null });
    expect(unset.map(({ name, places }) => [name, places.map(({ path }) => path)])).toEqual([
      ['X', ['a', 'b[0]']],
      ['Y', ['c']],
    ]);
  });

  test('knows no variables that every object has', () => {
    expect(resolve('a: os.environ/constructor\n').unset).toHaveLength(1);
  });

  test('takes an empty variable for not written, and says so', () => {
    const { plain, findings, unset } = resolve('a: os.environ/X\n', { X: ' ' });
    expect(plain).toEqual({ a: null });
    expect(unset).toEqual([]);
    expect(findings).toMatchObject([{ name: 'empty-variable', path: 'a' }]);
  });

  test('replaces behind other text only in pass-through headers', () => {
    const text =
      'general_settings:\n  pass_through_endpoints:\n    - headers: {Authorization: Bearer os.environ/K}\n      target: https://os.environ/K/v1\n';
    const { plain, findings } = resolve(text, { K: 'key' });
    expect(plain).toMatchObject({
      general_settings: {
        pass_through_endpoints: [
          { headers: { Authorization: 'Bearer key' }, target: 'https://os.environ/K/v1' },
        ],
      },
    });
    expect(findings).toMatchObject([
      { name: 'unexpanded-reference', position: { line: 4, column: 15 } },
    ]);
  });

  test('tells references of other tools', () => {
    const { findings } = resolve('a: ${KEY}\nb: $KEY\nc: "{{ KEY }}"\n', { KEY: 'k' });
    expect(findings.map(({ path }) => path)).toEqual(['a']);
  });

  test('never shows values', () => {
    const { findings } = resolve('a: sk-secret-${X}\nb: os.environ/sk-secret\n', {
      'sk-secret': '',
    });
    expect(findings).toHaveLength(2);
    expect(JSON.stringify(findings)).not.toContain('sk-secret');
  });
});

describe('deploymentIndexOf', () => {
  test('finds the entry of model_list a path is in', () => {
    expect(deploymentIndexOf('model_list[12].litellm_params.api_key')).toBe(12);
    expect(deploymentIndexOf('general_settings.master_key')).toBeNull();
  });
});
