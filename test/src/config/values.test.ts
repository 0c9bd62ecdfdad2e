import { describe, expect, test } from '@jest/globals';
import { child, type ConfigNode } from '../../../src/config/node.ts';
import {
  accepts,
  asBoolean,
  asMilliseconds,
  asNumber,
  asText,
  asTexts,
  asWord,
  typeWords,
  VALUE_TYPES,
  type ValueType,
} from '../../../src/config/values.ts';
import { mapOf } from './load-text.ts';

function node(text: string): ConfigNode {
  const value = mapOf(`v: ${text}\n`).entries.get('v')?.value;
  if (value === undefined) throw new Error('no value');
  return value;
}

describe('accepts', () => {
  test.each<[ValueType, string, boolean]>([
    ['boolean', 'yes', true],
    ['boolean', '"true"', true],
    ['boolean', 'maybe', false],
    ['boolean', '[]', false],
    ['count', '0', true],
    ['count', '-1', false],
    ['count', '1.5', false],
    ['count', '"3"', true],
    ['duration', '0.001', true],
    ['duration', '24h', true],
    ['duration', '0', false],
    ['duration', '25h', false],
    ['enforce or metrics_only', 'metrics_only', true],
    ['enforce or metrics_only', 'off', false],
    ['first_token or complete', 'complete', true],
    ['first_token or complete', 'first', false],
    ['integer', '-1', true],
    ['map or off', '{}', true],
    ['map or off', 'off', true],
    ['map or off', '"off"', true],
    ['map or off', 'on', false],
    ['map or off', '[]', false],
    ['not negative', '0', true],
    ['not negative', '-0.1', false],
    ['p95 or milliseconds', 'p95', true],
    ['p95 or milliseconds', '250', true],
    ['p95 or milliseconds', 'p50', false],
    ['p95 or milliseconds', '0', false],
    ['positive count', '1', true],
    ['positive count', '0', false],
    ['positive count', '1.5', false],
    ['reject or bypass', 'bypass', true],
    ['reject or bypass', 'yes', false],
    ['rescue mode', 'replay', true],
    ['rescue mode', 'off', true],
    ['rescue mode', '"off"', true],
    ['rescue mode', 'on', false],
    ['share', '1', true],
    ['share', '0', false],
    ['share', '1.01', false],
    ['number', '0.5', true],
    ['number', '"1e-6"', true],
    ['number', '.inf', false],
    ['number', 'x', false],
    ['port', '6379', true],
    ['port', '0', false],
    ['port', '65536', false],
    ['positive', '0.1', true],
    ['positive', '0', false],
    ['seconds', '0', true],
    ['seconds', '500ms', true],
    ['seconds', '-1', false],
    ['seconds', 'soon', false],
    ['text', 'x', true],
    ['text', '42', true],
    ['text', 'yes', false],
    ['texts', '[a, 1]', true],
    ['texts', '[a, []]', false],
    ['list', '[]', true],
    ['list', '{}', false],
    ['list or map', '{}', true],
    ['list or map', 'x', false],
    ['list or text', 'x', true],
    ['list or text', '{}', false],
    ['map', '{}', true],
    ['text or map', '{}', true],
    ['text or map', '[]', false],
    ['any', '[]', true],
  ])('%s takes %s: %s', (type, text, verdict) => {
    expect(accepts(type, node(text))).toBe(verdict);
  });

  test('takes null for every type, and has words for each', () => {
    for (const type of VALUE_TYPES) {
      expect(accepts(type, node('~'))).toBe(true);
      expect(typeWords(type)).not.toBe('');
    }
  });
});

describe('reading values', () => {
  test('text keeps numbers as they are written', () => {
    expect(asText(node('012'))).toBe('012');
    expect(asText(node('2024-10-21'))).toBe('2024-10-21');
    expect(asText(node('yes'))).toBeNull();
    expect(asText(null)).toBeNull();
  });

  test('a bare `off` is a word, and so is one in quotes', () => {
    expect(asWord(node('off'))).toBe('off');
    expect(asWord(node('"off"'))).toBe('off');
    expect(asWord(node('on'))).toBeNull();
    expect(asWord(node('auto'))).toBe('auto');
  });

  test('numbers come from text too', () => {
    expect(asNumber(node('"6379"'))).toBe(6379);
    expect(asNumber(node('""'))).toBeNull();
    expect(asNumber(node('[1]'))).toBeNull();
  });

  test('booleans come from text too', () => {
    expect(['on', '"yes"', '"0"', '"False"'].map((text) => asBoolean(node(text)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(asBoolean(node('2'))).toBeNull();
  });

  test('times are seconds unless they say otherwise', () => {
    expect(
      ['30', '0.001', '"2"', '500ms', '1.5s', '2m', '1h'].map((t) => asMilliseconds(node(t))),
    ).toEqual([30_000, 1, 2000, 500, 1500, 120_000, 3_600_000]);
    expect(asMilliseconds(node('-1'))).toBeNull();
    expect(asMilliseconds(node('x'))).toBeNull();
  });

  test('a single text stands for a list of one', () => {
    expect(asTexts(node('a'))).toEqual(['a']);
    expect(asTexts(node('[a, 2, yes]'))).toEqual(['a', '2']);
    expect(asTexts(child(node('{}'), 'x'))).toEqual([]);
  });
});
