import { masterKeyWeak } from '../../../../src/security/rules/master-key-weak.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(masterKeyWeak, {
  fires: [
    {
      title: 'of one that is short',
      files: { '.env': 'LITELLM_MASTER_KEY=sk-f3Kq9Zx2\n' },
      at: ['.env:1:20'],
      without: ['LITELLM_MASTER_KEY', 'OTHER_MASTER_KEY'],
      severity: 'critical',
    },
    {
      title: 'of one made of words, in the configuration',
      files: {
        'config.yaml': 'general_settings:\n  master_key: sk-correct-horse-battery-staple\n',
      },
      at: ['config.yaml:2:15'],
      without: ['sk-correct-horse-battery-staple', '{{litellm}}'],
    },
    {
      title: 'of one that runs along the keyboard',
      files: { '.env': 'LITELLM_MASTER_KEY=sk-qwertyuiop1234567890asdfghjkl\n' },
      at: ['.env:1:20'],
      without: ['sk-qwertyuiop1234567890asdfghjkl', '{{litellm}}'],
    },
    {
      title: 'of one that repeats the name of the project',
      files: { '.env': 'LITELLM_MASTER_KEY=sk-wonderful-gateway-2026\n' },
      at: ['.env:1:20'],
      without: ['sk-wonderful-gateway-2026', '{{litellm}}'],
      project: { names: ['wonderful-gateway'] },
    },
  ],
  silent: [
    { title: 'it is random', files: { '.env': 'LITELLM_MASTER_KEY={{litellm}}\n' } },
    {
      title: 'it is known, which another rule says',
      files: { '.env': 'LITELLM_MASTER_KEY=sk-1234\n' },
    },
    {
      title: 'it is kept elsewhere',
      files: { '.env': 'LITELLM_MASTER_KEY=vault:secret/llm#key\n' },
    },
  ],
});
