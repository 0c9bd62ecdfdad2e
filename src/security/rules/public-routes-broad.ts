import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { dangerOf, isUsual, publicRoutes } from '../reading/public-routes.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW217. */
export const publicRoutesBroad: Rule = {
  code: 'LGW217',
  name: 'public-routes-broad',
  summary: 'More routes than usual need no key.',
  severity: 'warning',
  confidence: 'high',
  persona: 'pedantic',
  fix: 'none',
  why:
    'Health checks and documentation are open in every gateway. Each further route is something that ' +
    'strangers can look at and try; LGW216 tells those that cost or change something.',
  help: 'check that everybody may use it',
  bad: { 'config.yaml': "general_settings:\n  public_routes: ['/reports/today']\n" },
  good: { 'config.yaml': "general_settings:\n  public_routes: ['/health/readiness']\n" },
  references: ['https://docs.litellm.ai/docs/proxy/public_routes'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const { file, node, route } of publicRoutes(project)) {
    if (dangerOf(route) !== null || isUsual(route)) continue;
    yield { ...placeOf(file, node), message: `\`${route}\` needs no key` };
  }
}
