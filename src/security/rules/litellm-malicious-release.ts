import { ADVISORIES, affects } from '../advisories.ts';
import type { Project } from '../project.ts';
import { litellmPins } from '../reading/litellm-versions.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW903. */
export const litellmMaliciousRelease: Rule = {
  code: 'LGW903',
  name: 'litellm-malicious-release',
  summary: 'A release of LiteLLM that steals credentials.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'On 2026-03-24 somebody else published 1.82.7 and 1.82.8 on PyPI. Installing or starting them ' +
    'sends away environment variables, SSH and cloud keys, and whatever else the account can read.',
  help:
    'remove it everywhere, caches and images too; replace every secret of the machines that had it; ' +
    'then install 1.84.0 or later',
  bad: { 'requirements.txt': 'litellm==1.82.8\n' },
  good: { 'requirements.txt': 'litellm==1.84.0\n' },
  references: ['https://docs.litellm.ai/blog/security-update-march-2026'],
  check,
};

const MALICIOUS = ADVISORIES.filter(({ state }) => state === 'malicious');

function* check(project: Project): Generator<Match> {
  for (const { file, span, version } of litellmPins(project)) {
    if (!MALICIOUS.some((advisory) => affects(advisory, version))) continue;
    const message = `LiteLLM ${version.text} steals credentials`;
    yield { file: file.path, span, message };
  }
}
