import { expect, test } from '@jest/globals';
import { ProjectFile } from '../../../../src/security/project.ts';
import { dotenvEntries } from '../../../../src/security/reading/dotenv-entries.ts';

test('names and values stand where they are, without quotes and comments', () => {
  const text = `# c\nA=one # why\nexport B="two words"\r\n C = 'x'\nD=\nno entry\nE="a\nb"\nF=x#y\n`;
  const file = new ProjectFile({ path: '.env', text, mode: null, origin: 'loose' });
  const entries = dotenvEntries(file);
  expect(entries.map(({ name, value }) => [name, value])).toEqual([
    ['A', 'one'],
    ['B', 'two words'],
    ['C', 'x'],
    ['D', ''],
    ['E', 'a\nb'],
    ['F', 'x#y'],
  ]);
  for (const { name, value, nameSpan, span } of entries) {
    expect(text.slice(nameSpan.start, nameSpan.end)).toBe(name);
    expect(text.slice(span.start, span.end)).toBe(value);
  }
  expect(dotenvEntries(file)).toBe(entries);
});
