import { expect, test } from '@jest/globals';
import { inlineIgnores } from '../../../src/diagnostics/inline-ignores.ts';

test('reads rules, reason and last day, with their place', () => {
  const [ignore] = inlineIgnores(
    'a.env',
    'A=1\nB=2  # llmgw: ignore[LGW102, x] a b until=2026-12-31 c\r\n',
  );
  expect(ignore).toMatchObject({
    rules: ['LGW102', 'x'],
    reason: 'a b c',
    until: '2026-12-31',
    position: { file: 'a.env', line: 2, column: 6 },
  });
});

test.each([
  ['// llmgw: ignore[LGW102] why', 'why'],
  ['<!-- llmgw: ignore[LGW102] why -->', 'why'],
  ['#llmgw:ignore[LGW102] why', 'why'],
])('%s is one', (text, reason) => {
  expect(inlineIgnores('a', text)).toMatchObject([{ reason, rules: ['LGW102'] }]);
});

test.each([
  'llmgw: ignore[LGW102] why',
  '# llmgw ignore[LGW102]',
  '# gitleaks:allow',
  'write `# llmgw: ignore[LGW102] why`',
])('%s is none', (text) => {
  expect(inlineIgnores('a', text)).toEqual([]);
});

test('one on a line of its own is taken out with its line', () => {
  const text = 'a\n  # llmgw: ignore[LGW102] why\nb\n';
  const removal = inlineIgnores('a', text)[0]?.removal;
  expect(text.slice(0, removal?.start) + text.slice(removal?.end)).toBe('a\nb\n');
});

test('it covers its own file only', () => {
  const [ignore] = inlineIgnores('a', 'x # llmgw: ignore[LGW102] why');
  expect(ignore?.covers({ file: 'a', line: 1, path: '' })).toBe(true);
  expect(ignore?.covers({ file: 'b', line: 1, path: '' })).toBe(false);
});
