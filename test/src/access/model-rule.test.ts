import { describe, expect, test } from '@jest/globals';
import { allowsModel, compileModels, keyModels } from '../../../src/access/model-rule.ts';

const NO_GROUPS = (): readonly string[] => [];

function allows(list: readonly string[], model: string, group = model, more?: readonly string[]) {
  const rule = compileModels(list, more);
  return rule === null || allowsModel(rule, { model, group }, NO_GROUPS);
}

describe('a list', () => {
  test.each([[[]], [['*']], [['all-proxy-models']], [['gpt-4', '*']]])('%j allows all', (list) => {
    expect(compileModels(list)).toBeNull();
  });

  test.each([
    [['gpt-4'], 'gpt-4', true],
    [['gpt-4'], 'gpt-4o', false],
    [['openai/*'], 'openai/gpt-4', true],
    [['openai/*'], 'azure/gpt-4', false],
    [['no-default-models'], 'gpt-4', false],
    [['no-default-models', 'gpt-4'], 'gpt-4', true],
    [['all-team-models'], 'gpt-4', false],
  ])('%j and %s: %s', (list, model, expected) => {
    expect(allows(list, model)).toBe(expected);
  });

  test('goes by the name of the client or by the group it leads to', () => {
    expect(allows(['alias'], 'alias', 'gpt-4')).toBe(true);
    expect(allows(['gpt-4'], 'alias', 'gpt-4')).toBe(true);
    expect(allows(['other'], 'alias', 'gpt-4')).toBe(false);
  });

  test('is widened by the models of access groups, which do not narrow one that allows all', () => {
    expect(allows(['gpt-4'], 'claude', 'claude', ['claude'])).toBe(true);
    expect(compileModels([], ['claude'])).toBeNull();
  });

  test('may name access groups of the configuration', () => {
    const rule = compileModels(['beta']);
    const groupsOf = (name: string): readonly string[] => (name === 'beta' ? ['gpt-5'] : []);
    if (rule === null) throw new Error('allows all');
    expect(allowsModel(rule, { model: 'gpt-5', group: 'gpt-5' }, groupsOf)).toBe(true);
    expect(allowsModel(rule, { model: 'gpt-4', group: 'gpt-4' }, groupsOf)).toBe(false);
  });
});

describe('all-team-models', () => {
  test('stands for the models of the team', () => {
    const team = { models: ['a'], groupModels: ['b'] };
    expect(keyModels(['all-team-models', 'c'], team)).toEqual(['all-team-models', 'c', 'a', 'b']);
    expect(keyModels(['c'], team)).toEqual(['c']);
  });

  test('allows all where the team does, and nothing without one', () => {
    expect(
      compileModels(keyModels(['all-team-models'], { models: [], groupModels: [] })),
    ).toBeNull();
    expect(allows(keyModels(['all-team-models'], null), 'gpt-4')).toBe(false);
  });
});
