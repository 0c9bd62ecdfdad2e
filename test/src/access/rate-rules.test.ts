import { expect, test } from '@jest/globals';
import { compileModelRates, compileRates } from '../../../src/access/rate-rules.ts';
import { limits } from '../../support/access-rows.ts';

test('limits make a rule, and none make none; zero is a limit', () => {
  expect(compileRates('team', 't1', limits())).toBeNull();
  expect(compileRates('team', 't1', limits({ rpm: 0 }))).toEqual({
    id: 'team:t1',
    label: 'team',
    value: 't1',
    rpm: 0,
    tpm: null,
    parallel: null,
  });
});

test('limits by model take requests and tokens together', () => {
  const rules = compileModelRates('model_per_key', 'k', { a: 1, b: '2', c: 'x' }, { a: 10, d: 20 });
  expect([...rules.values()]).toEqual([
    {
      id: 'model_per_key:k:a',
      label: 'model_per_key',
      value: 'k:a',
      rpm: 1,
      tpm: 10,
      parallel: null,
    },
    {
      id: 'model_per_key:k:b',
      label: 'model_per_key',
      value: 'k:b',
      rpm: 2,
      tpm: null,
      parallel: null,
    },
    {
      id: 'model_per_key:k:d',
      label: 'model_per_key',
      value: 'k:d',
      rpm: null,
      tpm: 20,
      parallel: null,
    },
  ]);
});
