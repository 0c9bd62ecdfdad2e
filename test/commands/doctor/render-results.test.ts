import { expect, test } from '@jest/globals';
import { renderResults } from '../../../commands/doctor/render-results.ts';
import { PLAIN } from '../../../src/diagnostics/render/paint.ts';

test('lines are aligned, the remedy stands below, the count at the end', () => {
  const text = renderResults(
    [
      { check: 'program', status: 'ok', detail: 'llmgw 1' },
      { check: 'redis', status: 'unreachable', detail: 'refused: r:6379', help: 'start it' },
      { check: 'salt-key', status: 'warning', detail: 'not set', help: 'make one' },
    ],
    1_340,
    PLAIN,
  );
  expect(text).toBe(`✔ program   llmgw 1
✖ redis     refused: r:6379
            help: start it
! salt-key  not set
            help: make one

2 problems (1 critical, 1 warning) · 3 checks · 1.3 s
`);
});

test('nothing to look at is no problem', () => {
  expect(renderResults([], 0, PLAIN)).toBe('\nno problems · 0 checks · 0.0 s\n');
});
