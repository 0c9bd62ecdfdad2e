import { describe, expect, test } from '@jest/globals';
import { resolvePlainScalar, resolveTaggedScalar } from '../../../src/config/yaml-scalar.ts';

describe('resolvePlainScalar', () => {
  test.each([
    ['yes', true],
    ['Yes', true],
    ['ON', true],
    ['true', true],
    ['no', false],
    ['Off', false],
    ['FALSE', false],
    ['yEs', 'yEs'],
    ['y', 'y'],
    ['n', 'n'],
    ['', null],
    ['~', null],
    ['Null', null],
    ['nULL', 'nULL'],
    ['42', 42],
    ['-1_000', -1000],
    ['012', 10],
    ['08', '08'],
    ['0x1F', 31],
    ['0b101', 5],
    ['0o17', '0o17'],
    ['1:30', 90],
    ['190:20:30', 685230],
    ['1:30.5', 90.5],
    ['1e-6', '1e-6'],
    ['1e6', '1e6'],
    ['1.0e-6', 1e-6],
    ['1.5e6', '1.5e6'],
    ['0.5', 0.5],
    ['.5', 0.5],
    ['5.', 5],
    ['-.inf', -Infinity],
    ['2025-04-01', '2025-04-01'],
    ['2025-04-01-preview', '2025-04-01-preview'],
    ['7d', '7d'],
  ])('reads %p as PyYAML does', (text, value) => {
    expect(resolvePlainScalar(text)).toBe(value);
  });

  test('reads .nan', () => {
    expect(resolvePlainScalar('.NaN')).toBeNaN();
  });
});

describe('resolveTaggedScalar', () => {
  test.each([
    ['str', '42', '42'],
    ['null', 'x', null],
    ['bool', 'yes', true],
    ['bool', 'off', false],
    ['bool', 'maybe', undefined],
    ['int', '012', 10],
    ['int', 'x', undefined],
    ['float', '3', 3],
    ['float', 'x', undefined],
    ['binary', 'AA==', undefined],
  ])('reads !!%s %p', (tag, text, value) => {
    expect(resolveTaggedScalar(tag, text)).toBe(value);
  });
});
