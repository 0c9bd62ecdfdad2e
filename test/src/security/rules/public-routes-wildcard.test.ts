import { publicRoutesWildcard } from '../../../../src/security/rules/public-routes-wildcard.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function routes(list: string): { readonly 'config.yaml': string } {
  return { 'config.yaml': `general_settings:\n  public_routes: ${list}\n` };
}

describeRule(publicRoutesWildcard, {
  fires: [
    {
      title: 'of everything',
      files: routes("['/*']"),
      at: ['config.yaml:2:19'],
      without: ['/*', '/health'],
      severity: 'critical',
    },
    {
      title: 'of management, in one text with commas',
      files: routes('/health, /key/generate'),
      at: ['config.yaml:2:18'],
      without: [', /key/generate', ''],
    },
    {
      title: 'of models',
      files: routes('[/chat/completions]'),
      at: ['config.yaml:2:19'],
      without: ['/chat/completions', '/v1/models'],
    },
    {
      title: 'of what is above them',
      files: routes('[/v1]'),
      at: ['config.yaml:2:19'],
      without: ['/v1', '/livez'],
    },
  ],
  silent: [
    {
      title: 'what everybody may read',
      files: routes("['/', /health/liveliness, /metrics, /model/info, /public/model_hub]"),
    },
    { title: 'a route of its own', files: routes('[/keynote, /modelcards]') },
  ],
});
