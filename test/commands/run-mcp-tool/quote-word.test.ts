import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { quoteWord } from '../../../commands/run-mcp-tool/quote-word.ts';

test.each([
  'a=b',
  'path=./a.txt',
  'n:={"a":1}',
  "it's",
  '$(id)',
  '`id`',
  'a b',
  '',
  '!x',
  '"',
  '\\',
])('a shell reads %s back', (word) => {
  // The one place where a shell is asked: what it makes of the word is what is tested.
  expect(execFileSync('/bin/sh', ['-c', `printf %s ${quoteWord(word)}`]).toString()).toBe(word);
});

test('plain words stay plain', () => {
  expect(quoteWord('query=outage')).toBe('query=outage');
});
