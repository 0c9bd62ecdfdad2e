import { describe, expect, test } from '@jest/globals';
import { rules } from '../../../src/security/registry.ts';

describe('the catalogue', () => {
  test('codes and names are used once, by code', () => {
    const codes = rules.map(({ code }) => code);
    expect(new Set(codes).size).toBe(rules.length);
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
    expect(codes).toEqual([...codes].sort());
  });

  test('codes and names have their forms', () => {
    for (const { code, name } of rules) {
      expect(code).toMatch(/^LGW[1-9]\d\d$/);
      expect(name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
    }
  });

  test('what has low confidence is for auditors', () => {
    const loud = rules.filter(
      ({ confidence, persona }) => confidence === 'low' && persona !== 'auditor',
    );
    expect(loud.map(({ code }) => code)).toEqual([]);
  });

  test('every rule explains itself', () => {
    for (const { summary, why, help, code } of rules) {
      expect([code, summary.endsWith('.'), why.length > 40, help.length > 5]).toEqual([
        code,
        true,
        true,
        true,
      ]);
    }
  });
});
