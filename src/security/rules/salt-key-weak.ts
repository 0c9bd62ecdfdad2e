import type { Project } from '../project.ts';
import { secretMatch } from '../reading/visible-place.ts';
import { writtenKeys } from '../reading/gateway-keys.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match, Rule } from '../rule.ts';
import { weaknessOf } from '../secrets/key-strength.ts';

/** LGW209. */
export const saltKeyWeak: Rule = {
  code: 'LGW209',
  name: 'salt-key-weak',
  summary: 'A salt key that is known or can be guessed.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'Who has a dump of the database can try salt keys as fast as a processor hashes: one SHA-256 ' +
    'each. Documentation prints `sk-1234` for this key as well. In tests and examples it is only ' +
    'mentioned. It is not changed here, because what is stored could not be read any more.',
  help: 'make one with `openssl rand -hex 32`, and let `llmgw reencrypt-db` encrypt what is stored with it',
  bad: { '.env': 'LITELLM_SALT_KEY=sk-1234\n' },
  good: { '.env': 'LITELLM_SALT_KEY={{litellm}}\n' },
  references: ['https://docs.litellm.ai/docs/proxy/prod'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const key of writtenKeys(project, 'salt')) {
    const weakness = weaknessOf(key.value, project.names);
    if (weakness === null) continue;
    const message =
      weakness === 'known'
        ? 'this salt key is printed in public documentation'
        : 'this salt key can be guessed';
    const severity = purposeOf(key.file.path) === 'use' ? 'critical' : 'info';
    yield { ...secretMatch(project, key, message), severity };
  }
}
