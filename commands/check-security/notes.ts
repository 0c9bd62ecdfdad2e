import type { Report } from '../../src/diagnostics/report.ts';
import { ADVISORIES_AS_OF, areAdvisoriesOld } from '../../src/security/advisories.ts';
import type { FixOption } from './check-options.ts';

/** What a person should know besides the findings, a line each; `today` is `YYYY-MM-DD`. */
export function notesOf(
  { findings }: Pick<Report, 'findings'>,
  { fix, today }: { readonly fix: FixOption | null; readonly today: string },
): readonly string[] {
  const unsafe = findings.filter((finding) => finding.fix?.class === 'unsafe').length;
  return [
    ...(fix === null || fix.unsafe || unsafe === 0
      ? []
      : [
          `${unsafe} unsafe ${unsafe === 1 ? 'fix' : 'fixes'} left out: --fix=all makes ${unsafe === 1 ? 'it' : 'them'}, --dry-run shows what changes`,
        ]),
    ...(areAdvisoriesOld(today)
      ? [`the advisories are of ${ADVISORIES_AS_OF}: a newer version of llmgw may know more`]
      : []),
  ];
}
