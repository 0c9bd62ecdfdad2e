import { secretInEnvironmentVariablesBlock } from '../../../../src/security/rules/secret-in-environment-variables-block.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(secretInEnvironmentVariablesBlock, {
  fires: [
    {
      title: 'by its form and by its name',
      files: {
        'config.yaml': `environment_variables:
  ANYTHING: "{{groq}}"
  REDIS_PASSWORD: 'a8Fk2Jx9QpL5mZ7w'
`,
      },
      at: ['config.yaml:2:14', 'config.yaml:3:20'],
      without: ['environment_variables', 'other_section'],
      severity: 'critical',
    },
  ],
  silent: [
    {
      title: 'what is no secret, no value, or a reference',
      files: {
        'config.yaml': `environment_variables:
  REDIS_HOST: redis
  REDIS_PASSWORD:
  OPENAI_API_KEY: os.environ/OTHER
  LANGFUSE_SECRET_KEY: your-secret-key
`,
      },
    },
  ],
  fixes: [
    {
      title: 'takes the line out and keeps the rest',
      files: {
        'config.yaml':
          'environment_variables:\n  # hosts\n  A_HOST: a\n  GROQ_API_KEY: {{groq}} # x\n  B_HOST: b\n',
      },
      fixed: {
        'config.yaml': 'environment_variables:\n  # hosts\n  A_HOST: a\n  B_HOST: b\n',
        '.env': 'GROQ_API_KEY={{groq}}\n',
      },
    },
  ],
});
