import type { Project } from '../project.ts';
import { fixIn, placeIn } from '../reading/match-parts.ts';
import { writtenKeys } from '../reading/gateway-keys.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match, Rule } from '../rule.ts';
import { weaknessOf } from '../secrets/key-strength.ts';
import { moveToVariable } from '../secrets/move-to-variable.ts';

/** LGW205. */
export const masterKeyLiteral: Rule = {
  code: 'LGW205',
  name: 'master-key-literal',
  summary: 'A master key written out in the configuration.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'Whoever can read the file can do everything the gateway can: it lies in repositories, images ' +
    'and backups. A key that everybody knows is told by LGW203 instead.',
  help: 'write `master_key: os.environ/LITELLM_MASTER_KEY`, keep the key in the environment, and change it if others read it here',
  bad: {
    'config.yaml': `general_settings:
  master_key: {{litellm}}
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
  for (const { file, span, path, value, name } of writtenKeys(project, 'master')) {
    const weakness = weaknessOf(value, project.names);
    if (name !== null || weakness === 'known') continue;
    const isWhole = file.text.slice(span.start, span.end) === value;
    const fix = isWhole
      ? moveToVariable(project, { file, span, name: 'LITELLM_MASTER_KEY' })
      : null;
    yield {
      ...placeIn({ file, span, path }),
      message: 'the master key stands in the configuration',
      severity: purposeOf(file.path) === 'use' ? 'critical' : 'info',
      secret: weakness === null ? 'strong' : 'weak',
      ...fixIn(fix),
    };
  }
}
