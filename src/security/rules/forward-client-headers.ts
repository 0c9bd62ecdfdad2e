import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { switchesOn } from '../reading/setting-matches.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW406. */
export const forwardClientHeaders: Rule = {
  code: 'LGW406',
  name: 'forward-client-headers',
  summary: 'Headers of callers go on to every provider.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'Headers of your own network go along: session ids, names of users, tokens of other services, and ' +
    'with `forward_llm_provider_auth_headers` keys too. Whatever a proxy in front adds tomorrow does so ' +
    'as well.',
  help:
    'name the groups that need it in `litellm_settings.model_group_settings`, ' +
    '`forward_client_headers_to_llm_api: [group]`',
  bad: { 'config.yaml': 'general_settings:\n  forward_client_headers_to_llm_api: true\n' },
  good: {
    'config.yaml': `litellm_settings:
  model_group_settings:
    forward_client_headers_to_llm_api: [research]
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/forward_client_headers'],
  check,
};

const SWITCHES = [
  ['forward_client_headers_to_llm_api', 'headers of callers go on to every provider'],
  ['forward_llm_provider_auth_headers', 'keys that callers send go on to the providers'],
] as const;

function* check(project: Project): Generator<Match> {
  for (const [key, message] of SWITCHES) {
    for (const { view, entry } of switchesOn(project, key))
      yield { ...placeOf(view.file, entry.value), message };
  }
}
