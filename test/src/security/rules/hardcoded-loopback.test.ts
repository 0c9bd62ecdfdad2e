import { hardcodedLoopback } from '../../../../src/security/rules/hardcoded-loopback.ts';
import { describeRule } from '../../../support/rule-cases.ts';

const CONFIG = 'model_list:\n  - litellm_params:\n      api_base: http://0x7f.1:11434\n';

describeRule(hardcodedLoopback, {
  fires: [
    {
      title: 'in an odd spelling, where a container runs the gateway',
      files: { 'config.yaml': CONFIG, 'compose.yaml': 'services:\n  a:\n    image: litellm:1\n' },
      at: ['config.yaml:3:17'],
      without: ['0x7f.1', 'ollama'],
      severity: 'warning',
    },
    {
      title: 'of a laptop, only mentioned',
      files: { 'config.yaml': CONFIG },
      at: ['config.yaml:3:17'],
      without: ['0x7f.1', 'ollama'],
      severity: 'info',
    },
    {
      title: 'of a container in the network of its host, only mentioned',
      files: {
        'config.yaml': CONFIG,
        'compose.yaml': 'services:\n  a:\n    image: litellm:1\n    network_mode: host\n',
      },
      at: ['config.yaml:3:17'],
      without: ['0x7f.1', 'ollama'],
      severity: 'info',
    },
    {
      title: 'where containers only run what stands beside the gateway, only mentioned',
      files: { 'config.yaml': CONFIG, 'compose.yaml': 'services:\n  redis:\n    image: redis:7\n' },
      at: ['config.yaml:3:17'],
      without: ['0x7f.1', 'ollama'],
      severity: 'info',
    },
    {
      title: 'of Redis, of its nodes and of a database',
      files: {
        'config.yaml': `router_settings:
  redis_host: localhost
litellm_settings:
  cache_params:
    redis_startup_nodes: [{host: '::1', port: 7001}]
    sentinel_nodes: [[localhost, 26379]]
general_settings:
  database_url: postgresql://llm@127.0.0.1/llm
`,
      },
      at: ['config.yaml:2:15', 'config.yaml:5:35', 'config.yaml:6:23', 'config.yaml:8:17'],
      without: ['_settings', '_nothing'],
    },
  ],
  silent: [
    {
      title: 'it is a variable',
      files: {
        'config.yaml':
          'model_list:\n  - litellm_params: {api_base: "http://${HOST:-localhost}:11434"}\n',
      },
    },
    {
      title: 'it stands in a name',
      files: {
        'config.yaml':
          'model_list:\n  - model_name: localhost\n    litellm_params: {model: localhost/llama}\n',
      },
    },
    {
      title: 'it is in a comment',
      files: { 'config.yaml': 'model_list:\n  # - api_base: http://localhost\n' },
    },
  ],
});
