import type { RuleInfo } from '../diagnostics/report.ts';
import { ruleDocs } from './rule-docs.ts';

/** What the documentation says of every code there is, by code. */
export const ruleInfos: readonly RuleInfo[] = ruleDocs.map(
  ({ code, name, summary, severity, confidence, fix, why, help, docs }) => ({
    code,
    name,
    summary,
    severity,
    confidence,
    fix,
    why,
    help,
    docs,
  }),
);
