import { secretInHeader } from '../../../../src/security/rules/secret-in-header.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function config(name: string, value: string): string {
  return `model_list:
  - model_name: fast
    litellm_params:
      model: openai/x
      extra_headers:
        ${name}: ${value} # for the proxy
`;
}

describeRule(secretInHeader, {
  fires: [
    {
      title: 'a secret of any form under a header that holds one',
      files: { 'config.yaml': config('x-api-key', '"a8Fk2Jx9QpL5mZ7w"') },
      at: ['config.yaml:6:21'],
      without: ['a8Fk2Jx9QpL5mZ7w', 'os.environ/PROXY_KEY'],
      severity: 'critical',
    },
    {
      title: 'a known key under any header',
      files: { 'config.yaml': config('x-upstream', '{{groq}}') },
      at: ['config.yaml:6:21'],
      without: ['{{groq}}', 'eu-west'],
    },
  ],
  silent: [
    {
      title: 'a reference behind Bearer',
      files: { 'config.yaml': config('Authorization', 'Bearer os.environ/A') },
    },
    {
      title: 'a header that is no secret',
      files: { 'config.yaml': config('x-region', 'a8Fk2Jx9QpL5mZ7w') },
    },
    {
      title: 'a made-up value, of which LGW101 speaks',
      files: { 'config.yaml': config('Authorization', 'Bearer sk-1234') },
    },
    {
      title: 'a list of names',
      files: {
        'config.yaml': 'mcp_servers:\n  a:\n    extra_headers: [Authorization, x-api-key]\n',
      },
    },
  ],
  fixes: [
    {
      title: 'moves the whole value',
      files: { 'config.yaml': config('Authorization', 'Bearer {{groq}}') },
      fixed: {
        'config.yaml': config('Authorization', 'os.environ/AUTHORIZATION_HEADER'),
        '.env': "AUTHORIZATION_HEADER='Bearer {{groq}}'\n",
      },
    },
  ],
});
