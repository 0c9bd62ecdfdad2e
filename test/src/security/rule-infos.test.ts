import { expect, test } from '@jest/globals';
import { ruleDocs } from '../../../src/security/rule-docs.ts';
import { ruleInfos } from '../../../src/security/rule-infos.ts';

test('every code has its info, and no more than a report needs', () => {
  expect(ruleInfos.map(({ code }) => code)).toEqual(ruleDocs.map(({ code }) => code));
  expect(Object.keys(ruleInfos[0] ?? {})).toEqual([
    'code',
    'name',
    'summary',
    'severity',
    'confidence',
    'fix',
    'why',
    'help',
    'docs',
  ]);
});
