import { ADVISORIES, affects, fixOfAll, type Advisory } from '../advisories.ts';
import type { Project } from '../project.ts';
import { litellmPins } from '../reading/litellm-versions.ts';
import { purposeOf } from '../reading/purpose.ts';
import { switchesOn } from '../reading/setting-matches.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW902. */
export const litellmVulnerable: Rule = {
  code: 'LGW902',
  name: 'litellm-vulnerable',
  summary: 'A version of LiteLLM with known holes.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'What is known against the version, apart from what is attacked already (LGW901) and what has a ' +
    'rule of its own. What needs a setting to be on only counts where it is; what is reported but not ' +
    'confirmed is told to auditors.',
  help: 'upgrade',
  bad: { Dockerfile: 'FROM ghcr.io/berriai/litellm:main-v1.83.0-stable\n' },
  good: { Dockerfile: 'FROM ghcr.io/berriai/litellm:main-v1.84.0-stable\n' },
  references: ['https://github.com/BerriAI/litellm/security/advisories'],
  check,
};

const MALICIOUS = ADVISORIES.filter(({ state }) => state === 'malicious');

function* check(project: Project): Generator<Match> {
  const known = advisoriesFor(project);
  for (const { file, span, version } of litellmPins(project)) {
    if (MALICIOUS.some((advisory) => affects(advisory, version))) continue;
    const found = known.filter((advisory) => affects(advisory, version));
    const [first] = found;
    if (first === undefined) continue;
    const ids = found.map(({ ids: [id] }) => id).join(', ');
    const fix = fixOfAll(found);
    const isSure = found.some(({ state }) => state === 'published');
    const isBad = found.some(({ severity }) => severity === 'critical');
    yield {
      file: file.path,
      span,
      message: `LiteLLM ${version.text} has known holes: ${first.summary} (${ids})`,
      help:
        fix === null
          ? 'no version without is known; look for one'
          : `upgrade to ${fix.text} or later`,
      severity: isBad && purposeOf(file.path) === 'use' ? 'critical' : 'warning',
      ...(isSure ? {} : { confidence: 'low' }),
    };
  }
}

/** LGW212 speaks of pass-through endpoints, LGW407 of custom guardrails. */
function advisoriesFor(project: Project): readonly Advisory[] {
  const hasJwt = switchesOn(project, 'enable_jwt_auth').length > 0;
  return ADVISORIES.filter(
    ({ state, needs }) =>
      (state === 'published' || state === 'unconfirmed') &&
      (needs === null || (needs === 'jwt' && hasJwt)),
  );
}
