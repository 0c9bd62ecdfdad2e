import { publicRoutesBroad } from '../../../../src/security/rules/public-routes-broad.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function routes(list: string): { readonly 'config.yaml': string } {
  return { 'config.yaml': `general_settings:\n  public_routes: ${list}\n` };
}

describeRule(publicRoutesBroad, {
  fires: [
    {
      title: 'of a route of its own',
      files: routes('[/health, /reports/*]'),
      at: ['config.yaml:2:28'],
      without: [', /reports/*', ''],
      severity: 'warning',
    },
  ],
  silent: [
    {
      title: 'what is always open',
      files: routes("['/', /health/readiness, /docs, /.well-known/openid]"),
    },
    { title: 'another rule tells it', files: routes("['/v1/*']") },
  ],
});
