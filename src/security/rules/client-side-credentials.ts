import type { Project } from '../project.ts';
import { removalOf, switchesOn } from '../reading/setting-matches.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW220. */
export const clientSideCredentials: Rule = {
  code: 'LGW220',
  name: 'client-side-credentials',
  summary: 'Callers may bring keys and addresses of their own.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'With `allow_client_side_credentials` a request says where it goes and with which key: it passes ' +
    'by budgets and records, and makes the gateway call hosts of the caller’s choice.',
  help: 'remove it; for one model use `configurable_clientside_auth_params` with patterns',
  bad: { 'config.yaml': 'general_settings:\n  allow_client_side_credentials: true\n' },
  good: { 'config.yaml': 'general_settings:\n  allow_client_side_credentials: false\n' },
  references: ['https://docs.litellm.ai/docs/proxy/clientside_auth'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const setting of switchesOn(project, 'allow_client_side_credentials'))
    yield {
      ...removalOf(setting),
      message: 'callers may choose the key and the host of any model',
    };
}
