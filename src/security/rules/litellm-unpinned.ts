import type { Project } from '../project.ts';
import {
  isUnbounded,
  requirementsIn,
  type LitellmRequirement,
} from '../reading/litellm-requirements.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW904. */
export const litellmUnpinned: Rule = {
  code: 'LGW904',
  name: 'litellm-unpinned',
  summary: 'Whatever LiteLLM is newest gets installed.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'The releases that stole credentials (LGW903) were the newest for some hours: they reached those ' +
    'who asked for no version. A list beside a lock file, or beside a list with an exact version, is ' +
    'fine; a command that installs without them is not.',
  help: 'write `litellm==1.84.0`, best with hashes: `pip-compile --generate-hashes`, `uv lock`',
  bad: { 'requirements.txt': 'litellm[proxy]>=1.80\n' },
  good: { 'requirements.txt': 'litellm[proxy]==1.84.0\n' },
  references: ['https://pip.pypa.io/en/stable/topics/secure-installs/'],
  check,
};

function* check(project: Project): Generator<Match> {
  const requirements = requirementsIn(project);
  const isLocked = requirements.some(isExact);
  for (const requirement of requirements) {
    const { file, span, source, isFixedElsewhere } = requirement;
    if (source === 'lock' || isFixedElsewhere || !isUnbounded(requirement)) continue;
    if ((source === 'list' && isLocked) || purposeOf(file.path) !== 'use') continue;
    yield {
      file: file.path,
      span,
      message: 'whatever release of LiteLLM is newest gets installed here',
    };
  }
}

function isExact({ source, version }: LitellmRequirement): boolean {
  return source !== 'command' && version !== null;
}
