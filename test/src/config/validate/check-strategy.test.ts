import { describe, expect, test } from '@jest/globals';
import { loadText, withModel } from '../load-text.ts';

const check = (strategy: string) =>
  loadText(withModel(`router_settings: {routing_strategy: ${strategy}}\n`));

describe('checkStrategy', () => {
  test('refuses unknown strategies and lists the known ones', () => {
    const { config, findings } = check('simple-shufle');
    expect(config).toBeNull();
    expect(findings).toMatchObject([
      { name: 'unknown-routing-strategy', help: 'did you mean `simple-shuffle`?' },
    ]);
    expect(findings[0]?.message).toContain('latency-based-routing');
  });

  test('tells what stands in for cost-based routing', () => {
    expect(check('cost-based-routing').findings).toMatchObject([
      { name: 'replaced-routing-strategy', severity: 'warning', position: { line: 4, column: 37 } },
    ]);
  });

  test('says nothing about the others', () => {
    expect(check('usage-based-routing-v2').findings).toEqual([]);
  });
});
