import { clientSideApiBase } from '../../../../src/security/rules/client-side-api-base.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function params(list: string): { readonly 'config.yaml': string } {
  return {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: openai/gpt-4o-mini
      configurable_clientside_auth_params: ${list}
`,
  };
}

describeRule(clientSideApiBase, {
  fires: [
    {
      title: 'of the other name',
      files: params('[api_key, base_url]'),
      at: ['config.yaml:5:54'],
      without: [', base_url', ''],
      severity: 'critical',
    },
    {
      title: 'of a pattern that begins anywhere',
      files: params("[{api_base: 'https://api\\.example\\.com/v1'}]"),
      at: ['config.yaml:5:56'],
      without: ['https:', '^https:'],
    },
    {
      title: 'of a pattern whose dots are any character',
      files: params("[{api_base: '^https://api.example.com/v1$'}]"),
      at: ['config.yaml:5:56'],
      without: ['api.example.com', 'api\\.example\\.com'],
    },
    {
      title: 'of a pattern whose host has no end',
      files: params("[{api_base: '^https://.*azure\\.com'}]"),
      at: ['config.yaml:5:56'],
      without: ['.*azure\\.com', '[a-z]+\\.azure\\.com/'],
    },
  ],
  silent: [{ title: 'only keys may be brought', files: params('[api_key]') }],
});
