import type { Project } from '../project.ts';
import { secretMatch } from '../reading/visible-place.ts';
import { fixIn } from '../reading/match-parts.ts';
import { writtenKeys } from '../reading/gateway-keys.ts';
import { newMasterKey } from '../reading/key-fixes.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match, Rule } from '../rule.ts';
import { weaknessOf, type KeyWeakness } from '../secrets/key-strength.ts';

/** LGW204. */
export const masterKeyWeak: Rule = {
  code: 'LGW204',
  name: 'master-key-weak',
  summary: 'A master key that can be guessed.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'The master key can be tried over the network without end. It is weak when less than 96 bits of ' +
    'it are unknown to everybody: 24 random hexadecimal digits have as much. Words, runs on the ' +
    'keyboard and repetitions count for little, the name of the project for nothing. In tests and ' +
    'examples it is only mentioned.',
  help: 'make one with `openssl rand -hex 32`',
  bad: {
    '.env': 'LITELLM_MASTER_KEY=sk-summer2026\n',
  },
  good: {
    '.env': 'LITELLM_MASTER_KEY={{litellm}}\n',
  },
  references: ['https://docs.litellm.ai/docs/proxy/virtual_keys'],
  check,
};

const WORDS: Readonly<Record<Exclude<KeyWeakness, 'known'>, string>> = {
  short: 'this master key is short: few tries find it',
  guessable: 'this master key is made of words, runs or repetitions',
  named: 'this master key repeats the name of the project',
};

function* check(project: Project): Generator<Match> {
  for (const key of writtenKeys(project, 'master')) {
    const weakness = weaknessOf(key.value, project.names);
    // What is printed everywhere is told by LGW203.
    if (weakness === null || weakness === 'known') continue;
    const fix = newMasterKey(project, key);
    yield {
      ...secretMatch(project, key, WORDS[weakness]),
      severity: purposeOf(key.file.path) === 'use' ? 'critical' : 'info',
      ...fixIn(fix),
    };
  }
}
