import { hardcodedIp } from '../../../../src/security/rules/hardcoded-ip.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function base(address: string): { readonly 'config.yaml': string } {
  return { 'config.yaml': `model_list:\n  - litellm_params:\n      api_base: ${address}\n` };
}

describeRule(hardcodedIp, {
  fires: [
    {
      title: 'of a public address',
      files: base('https://203.0.113.7/v1'),
      at: ['config.yaml:3:17'],
      without: ['203.0.113.7', 'a.example.com'],
      severity: 'warning',
    },
    {
      title: 'in an odd spelling',
      files: base('http://0x0a.7:8000'),
      at: ['config.yaml:3:17'],
      without: ['0x0a.7', 'vllm'],
    },
    {
      title: 'of every address of the machine',
      files: base('http://0.0.0.0:8000'),
      at: ['config.yaml:3:17'],
      without: ['0.0.0.0', 'vllm'],
    },
    {
      title: 'by IPv6',
      files: base('http://[2001:db8::7]:8000'),
      at: ['config.yaml:3:17'],
      without: ['[2001:db8::7]', 'vllm'],
    },
    {
      title: 'of Redis',
      files: { 'config.yaml': 'router_settings:\n  redis_host: 10.1.2.3\n' },
      at: ['config.yaml:2:15'],
      without: ['10.1.2.3', 'redis'],
    },
    {
      title: 'of a test, only mentioned',
      files: { 'tests/config.yaml': 'router_settings:\n  redis_host: 10.1.2.3\n' },
      at: ['tests/config.yaml:2:15'],
      without: ['10.1.2.3', 'redis'],
      severity: 'info',
    },
  ],
  silent: [
    {
      title: 'a network, a version or a model is meant',
      files: {
        'config.yaml': `general_settings:
  allowed_ips: [10.0.0.7, 203.0.113.0/24]
  mcp_internal_ip_ranges: [10.0.0.0/8]
  trusted_proxy_ranges: ['192.168.0.0/16']
model_list:
  - model_name: 1.2.3.4
    litellm_params: {model: openai/10.0.0.7, api_version: 1.2.3.4}
`,
      },
    },
    {
      title: 'another rule tells it',
      files: {
        'config.yaml':
          'mcp_servers:\n  a:\n    url: http://10.0.0.7/mcp\nmodel_list:\n  - litellm_params: {api_base: "http://127.1"}\n',
      },
    },
  ],
});
