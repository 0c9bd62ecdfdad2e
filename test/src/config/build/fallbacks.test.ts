import { describe, expect, test } from '@jest/globals';
import {
  readDefaultFallbacks,
  readFallbacks,
  toFallbackMap,
} from '../../../../src/config/build/fallbacks.ts';
import { FindingLog } from '../../../../src/config/finding-log.ts';
import { mapOf } from '../load-text.ts';

function read(text: string) {
  const log = new FindingLog();
  const rules = readFallbacks(mapOf(text), 'fallbacks', log);
  return { map: toFallbackMap(rules), rules, findings: log.sorted(['c.yaml']) };
}

describe('fallbacks', () => {
  test('reads lists of maps, and the first rule of a group counts', () => {
    const { map } = read('router_settings: {fallbacks: [{a: [b, c], d: [e]}, {a: [x]}]}\n');
    expect([...map]).toEqual([
      ['a', ['b', 'c']],
      ['d', ['e']],
    ]);
  });

  test('router_settings win over litellm_settings', () => {
    const text =
      'litellm_settings: {fallbacks: [{a: [l]}]}\nrouter_settings: {fallbacks: [{a: [r]}]}\n';
    expect(read(text).map.get('a')).toEqual(['r']);
    expect(read('litellm_settings: {fallbacks: [{a: [l]}]}\n').map.get('a')).toEqual(['l']);
  });

  test('keeps the place of every name', () => {
    const [rule] = read('router_settings:\n  fallbacks:\n    - a: [b]\n').rules;
    expect(rule).toMatchObject({
      position: { line: 3, column: 7 },
      path: 'router_settings.fallbacks[0].a',
    });
    expect(rule?.to[0]).toMatchObject({ group: 'b', position: { line: 3, column: 11 } });
  });

  test('tells other shapes', () => {
    const { map, findings } = read('router_settings: {fallbacks: [a, {b: c}, {d: [{e: f}]}]}\n');
    expect(map.size).toBe(0);
    expect(findings.map(({ name }) => name)).toEqual(['wrong-type', 'wrong-type', 'wrong-type']);
  });

  test('default fallbacks are those of every group', () => {
    const rules = readDefaultFallbacks(mapOf('litellm_settings: {default_fallbacks: [a, b]}\n'));
    expect([...toFallbackMap(rules)]).toEqual([['*', ['a', 'b']]]);
    expect(readDefaultFallbacks(mapOf('router_settings: {default_fallbacks: []}\n'))).toEqual([]);
  });
});
