import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { dangerOf, publicRoutes } from '../reading/public-routes.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW216. */
export const publicRoutesWildcard: Rule = {
  code: 'LGW216',
  name: 'public-routes-wildcard',
  summary: 'Routes that cost or change something are open to everybody.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'What `public_routes` covers needs no key: models are called on your bill, and management ' +
    'routes make keys. A route covers what is below it.',
  help: 'list exact paths, such as `/health/liveliness`',
  bad: { 'config.yaml': "general_settings:\n  public_routes: ['/v1/*']\n" },
  good: {
    'config.yaml': "general_settings:\n  public_routes: ['/health/liveliness', '/metrics']\n",
  },
  references: ['https://docs.litellm.ai/docs/proxy/public_routes'],
  check,
};

const WORDS = {
  everything: 'every route is open to everybody',
  management: 'this management route is open to everybody',
  models: 'models can be called here without a key',
} as const;

function* check(project: Project): Generator<Match> {
  for (const { file, node, route } of publicRoutes(project)) {
    const danger = dangerOf(route);
    if (danger !== null)
      yield { ...placeOf(file, node), message: `\`${route}\`: ${WORDS[danger]}` };
  }
}
