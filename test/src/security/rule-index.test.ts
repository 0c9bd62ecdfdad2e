import { expect, test } from '@jest/globals';
import { ruleDocs } from '../../../src/security/rule-docs.ts';
import { ruleIndex } from '../../../src/security/rule-index.ts';

test('every code is listed once, below its range', () => {
  const listed = [...ruleIndex(ruleDocs).matchAll(/^\| \[(LGW\d{3})\]\(\1\.md\) \|/gm)];
  expect(listed.map(([, code]) => code)).toEqual(ruleDocs.map(({ code }) => code));
});

test('ranges without codes have no heading, and bars do not end a cell', () => {
  const docs = ruleDocs
    .filter(({ code }) => code === 'LGW211')
    .map((doc) => ({ ...doc, summary: 'a | b' }));
  const index = ruleIndex(docs);
  expect(index.match(/^## .*$/gm)).toEqual(['## Authentication and authorisation']);
  expect(index).toContain('| a \\| b |');
});
