import { expect, test } from '@jest/globals';
import { renderRuleList } from '../../../commands/check-security/list-rules.ts';
import { rules } from '../../../src/security/registry.ts';

test('every rule is listed, with the dates of the data', () => {
  const list = JSON.parse(renderRuleList(true)) as { rules: { code: string; persona: string }[] };
  const codes = new Set(list.rules.map(({ code }) => code));
  expect(rules.filter(({ code }) => !codes.has(code))).toEqual([]);
  expect(list).toMatchObject({
    schema: 'llmgw.rules/v1',
    data: { key_forms: { as_of: expect.any(String) }, advisories: { as_of: expect.any(String) } },
  });
  expect(renderRuleList(false)).toMatch(
    /\n\d+ rules; key forms as of [\d-]{10}, advisories as of [\d-]{10}\n$/,
  );
});
