import { describe, expect, test } from '@jest/globals';
import { createFailpoints } from '../../../src/core/failpoints.ts';

function armed(spec: string, nodeEnv = 'test') {
  const struck: string[] = [];
  const effects = { kill: () => void struck.push('kill'), drop: () => void struck.push('drop') };
  const env = { LLMGW_FAILPOINTS: spec, NODE_ENV: nodeEnv };
  return { hit: createFailpoints(env, effects), struck };
}

describe('failpoints', () => {
  test('strike at the hit that was named, once', () => {
    const { hit, struck } = armed('page.after@2=kill');
    const seen = [1, 2, 3].map(() => {
      hit('page.after');
      return struck.length;
    });
    expect(seen).toEqual([0, 1, 1]);
  });

  test('strike at the first hit when none is named, each point on its own', () => {
    const { hit, struck } = armed('a=drop, b=kill');
    hit('c');
    hit('b');
    hit('a');
    expect(struck).toEqual(['kill', 'drop']);
  });

  test('throw where they stand', () => {
    const { hit } = armed('verify.mid=throw');
    expect(() => hit('verify.mid')).toThrow('failpoint verify.mid');
  });

  test('mean nothing outside of tests', () => {
    const { hit, struck } = armed('a=kill', 'production');
    hit('a');
    expect(struck).toEqual([]);
  });

  test('that cannot be read are an error, not silence', () => {
    expect(() => armed('a=explode')).toThrow(RangeError);
    expect(() => armed('')).not.toThrow();
  });
});
