import { describe, expect, test } from '@jest/globals';
import type { Match, Rule } from '../../../src/security/rule.ts';
import { scan, withoutRepair } from '../../../src/security/scan.ts';
import { projectOf } from '../../support/rule-cases.ts';

const TEXT = 'one: a\ntwo: secret-value\n';

function ruleOf(match: Partial<Match>, parts: Partial<Rule> = {}): Rule {
  return {
    ...{ code: 'LGW999', name: 'a-rule', summary: 'A.', severity: 'warning', confidence: 'high' },
    ...{ persona: 'regular', fix: 'none', why: 'w', help: 'h', bad: {}, good: {}, references: [] },
    check: () => [{ file: 'f.txt', span: { start: 12, end: 24 }, message: 'm', ...match }],
    ...parts,
  };
}

function find(rule: Rule, text = TEXT, persona: 'regular' | 'auditor' = 'regular') {
  return scan(projectOf({ 'f.txt': text }), { rules: [rule], persona });
}

describe('scan', () => {
  test('offsets become places', () => {
    expect(find(ruleOf({}))).toMatchObject([
      { position: { file: 'f.txt', line: 2, column: 6 }, end: { line: 2, column: 18 }, help: 'h' },
    ]);
  });

  test('a secret is masked, what is none is shown', () => {
    expect(find(ruleOf({}))[0]?.shown).toBe('secret-value');
    expect(find(ruleOf({ secret: 'weak' }))[0]?.shown).not.toContain('secret');
  });

  test('the fingerprint survives lines above, and changes with the value', () => {
    const at = (shift: number, end: number) => ({ span: { start: 12 + shift, end: end + shift } });
    const [first] = find(ruleOf({ secret: 'strong' }));
    const [moved] = find(
      ruleOf({ secret: 'strong', ...at(30, 24) }),
      `${'# x\n'.repeat(7)}#\n${TEXT}`,
    );
    const [changed] = find(ruleOf({ secret: 'strong' }), TEXT.replace('secret', 'sEcret'));
    expect(moved?.fingerprint).toBe(first?.fingerprint);
    expect(changed?.fingerprint).not.toBe(first?.fingerprint);
    expect(first?.fingerprint).toMatch(/^[\da-f]{32}$/);
  });

  test('a weak secret is not in its fingerprint: it could be guessed from it', () => {
    const [first] = find(ruleOf({ secret: 'weak', path: 'two' }));
    const [changed] = find(
      ruleOf({ secret: 'weak', path: 'two' }),
      TEXT.replace('secret', 'sEcret'),
    );
    expect(changed?.fingerprint).toBe(first?.fingerprint);
  });

  test('low confidence and quiet rules are for those who ask', () => {
    expect(find(ruleOf({ confidence: 'low' }))).toEqual([]);
    expect(find(ruleOf({ confidence: 'low' }), TEXT, 'auditor')).toHaveLength(1);
    expect(find(ruleOf({}, { persona: 'pedantic' }))).toEqual([]);
    expect(find(ruleOf({}, { persona: 'pedantic' }), TEXT, 'auditor')).toHaveLength(1);
  });

  test('equal findings count once; a repair is never shown', () => {
    const fix = { class: 'safe', title: 't', edits: [] } as const;
    const one = { file: 'f.txt', span: { start: 0, end: 1 }, message: 'm', fix };
    const findings = find(ruleOf({}, { check: () => [one, one] }));
    expect(findings).toHaveLength(1);
    expect(findings.map(withoutRepair)).toEqual([
      expect.not.objectContaining({ repair: expect.anything() }),
    ]);
    expect(findings[0]?.fix).toEqual({ class: 'safe', title: 't' });
  });

  test('a finding about a whole file stands at its beginning', () => {
    const [finding] = find(ruleOf({}, { check: () => [{ file: 'f.txt', message: 'm' }] }));
    expect(finding?.position).toEqual({ file: 'f.txt', line: 1, column: 1 });
    expect(finding?.end).toBeUndefined();
  });
});
