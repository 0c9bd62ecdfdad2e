import type { Project } from '../project.ts';
import { placeIn } from '../reading/match-parts.ts';
import { hasTls, publicBinds } from '../reading/deployment-context.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW302. */
export const bindAllPlainHttp: Rule = {
  code: 'LGW302',
  name: 'bind-all-plain-http',
  summary: 'A gateway that strangers reach without TLS.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'pedantic',
  fix: 'none',
  why:
    'Keys and prompts travel in clear text. A proxy in front that does not show in these files is ' +
    'the usual reason why this is right after all; then bind the port to the address it uses.',
  help: 'put a proxy with TLS in front, or serve with `--tls-cert` and `--tls-key`',
  bad: {
    'compose.yaml': `services:
  gateway:
    image: llmgw:1
    ports: ['4000:4000']
`,
  },
  good: {
    'compose.yaml': `services:
  gateway:
    image: llmgw:1
    ports: ['127.0.0.1:4000:4000']
  proxy:
    image: caddy:2.10
    ports: ['443:443']
`,
  },
  references: ['https://docs.litellm.ai/docs/guides/security_settings'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const bind of publicBinds(project)) {
    if (hasTls(project, bind)) continue;
    yield {
      ...placeIn(bind),
      message: 'the gateway is reached here without TLS, as far as these files show',
    };
  }
}
