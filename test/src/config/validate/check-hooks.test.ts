import { describe, expect, test } from '@jest/globals';
import { FindingLog } from '../../../../src/config/finding-log.ts';
import { checkHooks } from '../../../../src/config/validate/check-hooks.ts';
import { brief, mapOf } from '../load-text.ts';

function check(text: string) {
  const log = new FindingLog();
  checkHooks(mapOf(text), log);
  const findings = log.sorted(['c.yaml']);
  return { findings, names: brief(findings, { notes: true }) };
}

describe('checkHooks', () => {
  test('tells callbacks that are Python code or that nobody calls', () => {
    const text =
      'litellm_settings:\n  callbacks: [langfuse, prometheus, hooks.handler]\n  success_callback: sk-secret\n';
    const { findings, names } = check(text);
    expect(names).toEqual([
      'info setting-without-effect 2:15',
      'warning python-hook 2:37',
      'info setting-without-effect 3:21',
    ]);
    expect(JSON.stringify(findings)).not.toContain('sk-secret');
  });

  test('tells guardrails that are Python code', () => {
    const text =
      'guardrails:\n  - {guardrail_name: a, litellm_params: {guardrail: my.Guard}}\n  - {guardrail_name: b, litellm_params: {guardrail: presidio}}\n';
    expect(check(text).names).toEqual(['warning python-hook 2:53']);
  });

  test('says nothing where nothing is asked for', () => {
    expect(check('litellm_settings: {callbacks: [], success_callback: }\n').names).toEqual([]);
  });
});
