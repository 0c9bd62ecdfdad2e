import { tlsVerifyOff } from '../../../../src/security/rules/tls-verify-off.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function model(base: string, setting: string): { readonly 'config.yaml': string } {
  return {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: openai/llama
      api_base: ${base}
      ssl_verify: ${setting}
`,
  };
}

describeRule(tlsVerifyOff, {
  fires: [
    {
      title: 'of one model',
      files: model('https://a.example.com', 'False'),
      at: ['config.yaml:6:19'],
      without: ['False', 'True'],
      severity: 'critical',
    },
    {
      title: 'of a server in a private network, as a warning',
      files: model('https://10.0.0.7', 'no'),
      at: ['config.yaml:6:19'],
      without: ['no\n', 'yes\n'],
      severity: 'warning',
    },
    {
      title: 'by a variable of a compose file',
      files: {
        'compose.yaml':
          "services:\n  a:\n    environment:\n      NODE_TLS_REJECT_UNAUTHORIZED: '0'\n",
      },
      at: ['compose.yaml:4:38'],
      without: ["'0'", "'1'"],
      severity: 'critical',
    },
    {
      title: 'by an empty bundle',
      files: { 'run.sh': 'export CURL_CA_BUNDLE=""\n' },
      at: ['run.sh:1:24'],
      without: ['""', '/etc/ca.pem'],
    },
    {
      title: 'in a file for development, as a warning',
      files: { '.env.dev': 'SSL_VERIFY=False\n' },
      at: ['.env.dev:1:12'],
      without: ['False', 'True'],
      severity: 'warning',
    },
    {
      title: 'of a guardrail',
      files: {
        'config.yaml':
          'guardrails:\n  - guardrail_name: a\n    litellm_params: {api_base: "https://a.example.com", ssl_verify: false}\n',
      },
      at: ['config.yaml:3:69'],
      without: ['false', 'true'],
    },
  ],
  silent: [
    { title: 'it is the same machine', files: model('https://localhost:8443', 'false') },
    { title: 'it names an authority', files: model('https://a.example.com', '/etc/ssl/ca.pem') },
    { title: 'it is an example', files: { '.env.example': 'SSL_VERIFY=False\n' } },
  ],
  fixes: [
    {
      title: 'by taking the setting out where the host is public',
      files: model('https://a.example.com', 'false # why'),
      fixed: {
        'config.yaml':
          'model_list:\n  - model_name: fast\n    litellm_params:\n      model: openai/llama\n      api_base: https://a.example.com\n',
      },
    },
    {
      title: 'by taking the variable out where all hosts are public',
      files: { '.env': 'A=1\nSSL_VERIFY=False\n' },
      fixed: { '.env': 'A=1\n' },
    },
  ],
});
