import { masterKeyLiteral } from '../../../../src/security/rules/master-key-literal.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(masterKeyLiteral, {
  fires: [
    {
      title: 'in quotes, with the weak ones',
      files: { 'config.yaml': 'general_settings:\n  master_key: "sk-our-own-gateway"\n' },
      at: ['config.yaml:2:16'],
      without: ['sk-our-own-gateway', 'os.environ/KEY'],
      severity: 'critical',
    },
  ],
  silent: [
    {
      title: 'it is known, which another rule says',
      files: { 'config.yaml': 'general_settings:\n  master_key: sk-1234\n' },
    },
    { title: 'it is in an env file', files: { '.env': 'LITELLM_MASTER_KEY={{litellm}}\n' } },
    {
      title: 'a template fills it',
      files: { 'config.yaml': 'general_settings:\n  master_key: "${KEY}"\n' },
    },
  ],
  fixes: [
    {
      title: 'by the variable that an env file has with this value',
      files: {
        'config.yaml': 'general_settings:\n  master_key: {{litellm}} # admin\n',
        '.env': 'GATEWAY_KEY={{litellm}}\n',
      },
      fixed: {
        'config.yaml': 'general_settings:\n  master_key: os.environ/GATEWAY_KEY # admin\n',
        '.env': 'GATEWAY_KEY={{litellm}}\n',
      },
    },
    {
      title: 'by a variable of its own',
      files: { 'config.yaml': 'general_settings:\n  master_key: {{litellm}}\n', '.env': 'A=1' },
      fixed: {
        'config.yaml': 'general_settings:\n  master_key: os.environ/LITELLM_MASTER_KEY\n',
        '.env': 'A=1\nLITELLM_MASTER_KEY={{litellm}}\n',
      },
    },
  ],
});
