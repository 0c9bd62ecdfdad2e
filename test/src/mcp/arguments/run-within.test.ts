import { expect, test } from '@jest/globals';
import { runWithin } from '../../../../src/mcp/arguments/run-within.ts';

test('gives what the work gives, and throws what it throws', () => {
  expect(runWithin(1_000, () => ({ a: 1 }))).toEqual({ a: 1 });
  const fault = new Error('no');
  const fail = () => {
    throw fault;
  };
  expect(() => runWithin(1_000, fail)).toThrow(fault);
});

test('work without an end is ended', () => {
  const forEver = () => /^(?:a+)+$/.test(`${'a'.repeat(60)}!`);
  expect(() => runWithin(20, forEver)).toThrow('it takes longer than 20 ms');
});
