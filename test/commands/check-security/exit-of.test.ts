import { expect, test } from '@jest/globals';
import { exitOf } from '../../../commands/check-security/exit-of.ts';
import type { Finding, Severity } from '../../../src/diagnostics/finding.ts';

function findings(...severities: readonly Severity[]): readonly Finding[] {
  return severities.map((severity) => ({ code: 'LGW310', name: 'n', severity, message: 'm' }));
}

test.each([
  [[], 'warning', 0],
  [['info'], 'warning', 0],
  [['warning', 'info'], 'warning', 2],
  [['warning', 'critical'], 'warning', 1],
  [['warning'], 'critical', 0],
  [['critical'], 'critical', 1],
  [['critical'], 'never', 0],
] as const)('%j, to fail on %s: %d', (severities, failOn, code) => {
  expect(exitOf(findings(...severities), failOn)).toBe(code);
});
