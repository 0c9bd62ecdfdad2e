import { describe, expect, test } from '@jest/globals';
import type { DeploymentConfig, RouterConfig } from '../../../src/config/types.ts';
import type { Route, Routes } from '../../../src/gateway/routing-table.ts';
import { makeRuntime } from '../../support/gateway.ts';

function tableOf(
  deployments: readonly Partial<DeploymentConfig>[],
  aliases: RouterConfig['aliases'] = new Map(),
): Routes {
  return makeRuntime({ deployments, router: { aliases } }).table;
}

function models(route: Route | null): readonly string[] | null {
  return route?.candidates.map(({ model }) => model) ?? null;
}

describe('a name leads to', () => {
  test('all deployments of its group', () => {
    const table = tableOf([
      { modelName: 'gpt', model: 'one' },
      { modelName: 'other', model: 'three' },
      { modelName: 'gpt', model: 'two' },
    ]);
    expect(table.resolve('gpt')).toMatchObject({ group: 'gpt' });
    expect(models(table.resolve('gpt'))).toEqual(['one', 'two']);
  });

  test('one deployment when it is the id of one, even where a group has that name', () => {
    const table = tableOf([
      { modelName: 'gpt', model: 'one', id: 'first' },
      { modelName: 'gpt', model: 'two', id: 'second' },
      { modelName: 'second', model: 'three' },
    ]);
    expect(models(table.resolve('second'))).toEqual(['two']);
    expect(table.resolve('second')).toMatchObject({ group: 'gpt' });
  });

  test('the group behind its alias, before anything else', () => {
    const aliases = new Map([
      ['gpt', { group: 'claude', hidden: false }],
      ['secret', { group: 'gpt', hidden: true }],
    ]);
    const table = tableOf([{ modelName: 'gpt' }, { modelName: 'claude', model: 'c' }], aliases);
    expect(table.resolve('gpt')).toMatchObject({ group: 'claude' });
    expect(table.resolve('secret')).toMatchObject({ group: 'gpt' });
    expect(table.names()).toEqual(['gpt', 'claude']);
  });

  test('an exact group before any pattern', () => {
    const table = tableOf([
      { modelName: 'openai/*', model: '*' },
      { modelName: 'openai/gpt', model: 'exact' },
    ]);
    expect(models(table.resolve('openai/gpt'))).toEqual(['exact']);
    expect(models(table.resolve('openai/gpt-2'))).toEqual(['gpt-2']);
  });

  test('the longest pattern, with the name itself as the group', () => {
    const table = tableOf([
      { modelName: '*', model: 'any-*' },
      { modelName: 'openai/*', model: '*' },
    ]);
    expect(table.resolve('openai/o1/pro')).toMatchObject({ group: 'openai/o1/pro' });
    expect(models(table.resolve('openai/o1/pro'))).toEqual(['o1/pro']);
    expect(models(table.resolve('mistral'))).toEqual(['any-mistral']);
  });

  test("the pattern of its provider, when the name is one of that provider's", () => {
    const table = tableOf([{ modelName: 'openai/*', model: '*' }]);
    expect(models(table.resolve('gpt-4o'))).toEqual(['gpt-4o']);
    expect(table.resolve('gpt-4o')).toMatchObject({ group: 'gpt-4o' });
    expect(table.resolve('unheard-of')).toBeNull();
  });

  test('the deployments of the upstream model it names', () => {
    const table = tableOf([
      { modelName: 'fast', model: 'gpt-4o' },
      { modelName: 'slow', model: 'gpt-4o' },
    ]);
    expect(models(table.resolve('openai/gpt-4o'))).toEqual(['gpt-4o', 'gpt-4o']);
    expect(table.resolve('openai/gpt-4o')).toMatchObject({ group: 'fast' });
  });

  test('nothing when nobody knows it', () => {
    const table = tableOf([{ modelName: 'gpt' }]);
    expect(
      ['', 'GPT', 'gpt ', 'constructor', '__proto__'].map((name) => table.resolve(name)),
    ).toEqual([null, null, null, null, null]);
  });
});

describe('names from outside', () => {
  const table = tableOf([{ modelName: '*/*-*', model: '*' }]);

  test('are remembered, but not without end', () => {
    const first = table.resolve('a/b-0');
    expect(table.resolve('a/b-0')).toBe(first);
    for (let i = 1; i <= 1_000; i += 1) table.resolve(`a/b-${i}`);
    expect(table.resolve('a/b-0')).not.toBe(first);
    expect(table.resolve('a/b-0')).toEqual(first);
  });

  test('match no pattern when they are absurdly long, so that no pattern takes long', () => {
    expect(table.resolve(`a/${'b'.repeat(500)}-c`)).not.toBeNull();
    const before = performance.now();
    expect(table.resolve('/'.repeat(2_000_000))).toBeNull();
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

test('the list of names shows patterns as written, and each name once', () => {
  const aliases = new Map([
    ['short', { group: 'gpt', hidden: false }],
    ['gpt', { group: 'gpt', hidden: false }],
  ]);
  const deployments = [
    { modelName: 'gpt' },
    { modelName: 'a/*', model: '*' },
    { modelName: 'gpt' },
  ];
  expect(tableOf(deployments, aliases).names()).toEqual(['gpt', 'a/*', 'short']);
});
