import type { Project } from '../project.ts';
import { variableMatch } from '../reading/visible-place.ts';
import { placeIn } from '../reading/match-parts.ts';
import { givesVariable } from '../reading/caller-auth.ts';
import { corsOrigins, isWildcard } from '../reading/cors.ts';
import { publicBinds, runsLitellm } from '../reading/deployment-context.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW306. */
export const corsWildcard: Rule = {
  code: 'LGW306',
  name: 'cors-wildcard',
  summary: 'Any web page may call a gateway that strangers reach.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'LiteLLM allows every origin unless LITELLM_CORS_ORIGINS lists them: a page that gets hold of a ' +
    'key, or has its visitor paste one, can use it from the browser. A gateway that is only reached ' +
    'from its own machine or network is left alone, and so is one whose variables do not show here.',
  help: 'set LITELLM_CORS_ORIGINS to the origins of your own pages, with commas between them',
  bad: {
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    ports: ['4000:4000']
    environment:
      LITELLM_CORS_ORIGINS: '*'
`,
  },
  good: {
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    ports: ['4000:4000']
    environment:
      LITELLM_CORS_ORIGINS: https://chat.example.com
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/config_settings'],
  check,
};

const NAMES = new Set(['LITELLM_CORS_ORIGINS']);

function* check(project: Project): Generator<Match> {
  const binds = publicBinds(project);
  if (binds.length === 0) return;
  const wildcards = corsOrigins(project).filter(({ value }) => isWildcard(value));
  for (const one of wildcards)
    yield variableMatch(project, one, 'any web page may call this gateway');
  if (wildcards.length > 0) return;
  for (const { file, span, path, container } of binds) {
    if (container === null || !runsLitellm(container)) continue;
    if (givesVariable(project, container, NAMES) !== 'nobody') continue;
    const place = placeIn({ file, span, path });
    yield {
      ...place,
      message:
        'strangers reach the gateway here, and any web page may call it: LITELLM_CORS_ORIGINS is not set',
    };
  }
}
