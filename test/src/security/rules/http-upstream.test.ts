import { httpUpstream } from '../../../../src/security/rules/http-upstream.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function model(base: string, key = 'os.environ/LLM_KEY'): { readonly 'config.yaml': string } {
  return {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: openai/llama
      api_base: ${base}
      api_key: ${key}
`,
  };
}

describeRule(httpUpstream, {
  fires: [
    {
      title: 'of a public address',
      files: model('http://203.0.113.7/v1'),
      at: ['config.yaml:5:17'],
      without: ['http:', 'https:'],
      severity: 'critical',
    },
    {
      title: 'of a public host without a key, as a warning',
      files: model('"http://llm.example.com/v1"', 'not-needed'),
      at: ['config.yaml:5:18'],
      without: ['http:', 'https:'],
      severity: 'warning',
    },
    {
      title: 'of a private host with a key, as a warning',
      files: model('http://10.0.0.7/v1'),
      at: ['config.yaml:5:17'],
      without: ['api_key: os.environ/LLM_KEY', 'timeout: 5'],
      severity: 'warning',
    },
    {
      title: 'of a pass-through endpoint with a key in its headers',
      files: {
        'config.yaml':
          'general_settings:\n  pass_through_endpoints:\n    - path: /a\n      target: http://a.example.com/\n      headers: {Authorization: os.environ/A_KEY}\n',
      },
      at: ['config.yaml:4:15'],
      without: ['http:', 'https:'],
      severity: 'critical',
    },
  ],
  silent: [
    {
      title: 'it is the same machine, however it is written',
      files: model('http://2130706433:8000/v1'),
    },
    { title: 'it is the host of the container', files: model('http://host.docker.internal:11434') },
    {
      title: 'it is another container that asks for no key',
      files: model('http://vllm:8000/v1', 'none'),
    },
    { title: 'the address is a variable', files: model('os.environ/BASE') },
  ],
  fixes: [
    {
      title: 'by the scheme alone, where no port speaks against it',
      files: model('"http://llm.example.com/v1" # ours'),
      fixed: model('"https://llm.example.com/v1" # ours'),
    },
  ],
});
