import type { Project } from '../project.ts';
import { secretMatch } from '../reading/visible-place.ts';
import { fixIn } from '../reading/match-parts.ts';
import { writtenKeys } from '../reading/gateway-keys.ts';
import { newMasterKey } from '../reading/key-fixes.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match, Rule } from '../rule.ts';
import { isKnownKey } from '../secrets/key-strength.ts';

/** LGW203. */
export const masterKeyKnown: Rule = {
  code: 'LGW203',
  name: 'master-key-known',
  summary: 'A master key that documentation prints.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'unsafe',
  why:
    '`sk-1234` is the first key anybody tries: it stands on hundreds of public pages. Whoever has it ' +
    'makes keys, reads every request and spends your money. The default in ' +
    '`${LITELLM_MASTER_KEY:-sk-1234}` is such a key as well: it takes over when the variable is ' +
    'forgotten. In tests and examples it is only mentioned.',
  help:
    'make a key of your own with `openssl rand -hex 32`, keep it in the environment and write ' +
    '`master_key: os.environ/LITELLM_MASTER_KEY`',
  bad: {
    'config.yaml': `general_settings:
  master_key: sk-1234
`,
  },
  good: {
    'config.yaml': `general_settings:
  master_key: os.environ/LITELLM_MASTER_KEY
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/virtual_keys'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const key of writtenKeys(project, 'master')) {
    if (!isKnownKey(key.value)) continue;
    const fix = newMasterKey(project, key);
    yield {
      ...secretMatch(project, key, 'this master key is printed in public documentation'),
      severity: purposeOf(key.file.path) === 'use' ? 'critical' : 'info',
      ...fixIn(fix),
    };
  }
}
