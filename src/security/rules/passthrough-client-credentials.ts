import type { Project } from '../project.ts';
import { removalOf, switchesOn } from '../reading/setting-matches.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW213. */
export const passthroughClientCredentials: Rule = {
  code: 'LGW213',
  name: 'passthrough-client-credentials',
  summary: 'The providers’ own routes ask for no key of the gateway.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'With `use_client_credentials_pass_through_routes` callers bring the provider’s credentials, and ' +
    'the gateway does not ask who they are: no key, no budget, no record of who called.',
  help: 'remove it',
  bad: { 'config.yaml': 'general_settings:\n  use_client_credentials_pass_through_routes: true\n' },
  good: {
    'config.yaml': 'general_settings:\n  use_client_credentials_pass_through_routes: false\n',
  },
  references: ['https://docs.litellm.ai/docs/proxy/config_settings'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const setting of switchesOn(project, 'use_client_credentials_pass_through_routes')) {
    const message = 'pass-through routes of providers are open: nobody is asked for a key';
    yield { ...removalOf(setting), message };
  }
}
