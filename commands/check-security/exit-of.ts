import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { Finding } from '../../src/diagnostics/finding.ts';
import { tally } from '../../src/diagnostics/report.ts';
import type { FailOn } from './check-options.ts';

/** 1 for a critical finding, 2 for a warning, else 0; never anything else, whatever the format. */
export function exitOf(findings: readonly Finding[], failOn: FailOn): ExitCode {
  const { worst } = tally(findings);
  if (failOn === 'never' || worst === null || worst === 'info') return EXIT.ok;
  if (worst === 'critical') return EXIT.critical;
  return failOn === 'warning' ? EXIT.warning : EXIT.ok;
}
