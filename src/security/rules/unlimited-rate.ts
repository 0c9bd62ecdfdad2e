import type { Project } from '../project.ts';
import { configsWithDatabase } from '../reading/complete-configs.ts';
import { hasRateLimit } from '../reading/limits.ts';
import { fixIn } from '../reading/match-parts.ts';
import { addSetting } from '../reading/setting-edits.ts';
import type { GatewayView } from '../reading/gateway-config.ts';
import type { Fix, Match, Rule } from '../rule.ts';

/** LGW802. */
export const unlimitedRate: Rule = {
  code: 'LGW802',
  name: 'unlimited-rate',
  summary: 'Keys that may call as fast as they can.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'One loop takes the limits of the providers from everybody else, and a budget is only counted ' +
    'after the calls. Limits of keys, of models, or of the whole gateway at once end that. Without ' +
    'a database there are no keys, and nothing is said.',
  help: 'set `general_settings.global_max_parallel_requests`, or `rpm_limit` for new keys',
  bad: {
    'config.yaml': 'model_list: [{}]\ngeneral_settings:\n  database_url: os.environ/DATABASE_URL\n',
  },
  good: {
    'config.yaml': `model_list: [{}]
general_settings:
  database_url: os.environ/DATABASE_URL
  global_max_parallel_requests: 100
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/users'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const config of configsWithDatabase(project)) {
    if (hasRateLimit(config)) continue;
    const message = 'nothing bounds how fast the keys of this database call';
    yield { ...config.database, message, ...fixIn(fixOf(config.view)) };
  }
}

function fixOf(view: GatewayView): Fix | null {
  const edit = addSetting(view, 'general_settings', 'global_max_parallel_requests: 100');
  return edit === null
    ? null
    : { class: 'unsafe', title: 'bound the whole gateway at 100 at once', edits: [edit] };
}
