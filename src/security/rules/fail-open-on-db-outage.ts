import type { Project } from '../project.ts';
import { publicBinds } from '../reading/deployment-context.ts';
import { removalOf, switchesOn } from '../reading/setting-matches.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW219. */
export const failOpenOnDbOutage: Rule = {
  code: 'LGW219',
  name: 'fail-open-on-db-outage',
  summary: 'When the database is away, every key is good.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'Keys cannot be checked without the database; this setting admits everybody then, without ' +
    'limits or budgets. LiteLLM’s documentation allows it only inside of a private network: where ' +
    'strangers reach the gateway it is critical, elsewhere a warning.',
  help: 'remove it',
  bad: { 'config.yaml': 'general_settings:\n  allow_requests_on_db_unavailable: true\n' },
  good: { 'config.yaml': 'general_settings:\n  allow_requests_on_db_unavailable: false\n' },
  references: ['https://docs.litellm.ai/docs/proxy/prod'],
  check,
};

function* check(project: Project): Generator<Match> {
  const severity = publicBinds(project).length > 0 ? 'critical' : 'warning';
  for (const setting of switchesOn(project, 'allow_requests_on_db_unavailable')) {
    const message = 'while the database is away everybody may call';
    yield { ...removalOf(setting), message, severity };
  }
}
