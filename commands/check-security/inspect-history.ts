import type { ScanFinding } from '../../src/security/scan.ts';
import type { PastVersion } from './collect/collect-history.ts';
import { conclude, graded, isChosen, look, type Inspection, type Judgement } from './inspect.ts';

/** Settings that are mended have no history; a secret that was written once stays in every clone. */
const ABOUT_SECRETS = /^LGW(?:1(?:0[2-9]|1[2-6])|205|501|502|611|705|708|709)$/;

/** What is found in past versions: each secret once, with the commit that brought it. */
export function inspectHistory(versions: readonly PastVersion[], judgement: Judgement): Inspection {
  const rules = judgement.rules.filter(({ code }) => ABOUT_SECRETS.test(code));
  const seen = new Set<string>();
  const isNew = ({ code, fingerprint = '' }: ScanFinding): boolean => {
    if (!ABOUT_SECRETS.test(code) || seen.has(fingerprint)) return false;
    seen.add(fingerprint);
    return true;
  };
  const found = versions.map(({ project, commit }) => {
    const { findings, suppressed } = look(project, { ...judgement, rules, live: [] }, false);
    return {
      findings: findings.filter(isNew).map((finding) => dated(finding, commit)),
      suppressed: suppressed.filter(({ finding }) => isNew(finding)),
    };
  });
  const live = judgement.live.filter(
    (finding) => isChosen(finding.code, judgement.options) && isNew(finding),
  );
  return conclude(
    {
      findings: [
        ...found.flatMap(({ findings }) => findings),
        ...live.map((finding) => graded(finding, judgement)),
      ],
      suppressed: found.flatMap(({ suppressed }) => suppressed),
    },
    judgement,
  );
}

/** A past version cannot be edited. */
function dated(finding: ScanFinding, commit: string): ScanFinding {
  const { fix: _fix, ...rest } = finding;
  return {
    ...rest,
    message: `${finding.message} (in commit ${commit})`,
    help: 'revoke it: it is in every clone, whatever the files say today',
    repair: null,
  };
}
