import type { Project } from '../project.ts';
import { removalOf, switchesOn } from '../reading/setting-matches.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW223. */
export const responsesIdSecurityOff: Rule = {
  code: 'LGW223',
  name: 'responses-id-security-off',
  summary: 'Users can read each other’s responses.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'The id of a response tells whose it is, and others are refused. Without that check, whoever has ' +
    'or guesses an id reads, continues and deletes the conversation.',
  help: 'remove it',
  bad: { 'config.yaml': 'general_settings:\n  disable_responses_id_security: true\n' },
  good: { 'config.yaml': 'general_settings:\n  disable_responses_id_security: false\n' },
  references: ['https://docs.litellm.ai/docs/proxy/config_settings'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const setting of switchesOn(project, 'disable_responses_id_security'))
    yield { ...removalOf(setting), message: 'users can read and continue the responses of others' };
}
