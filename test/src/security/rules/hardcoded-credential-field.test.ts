import { hardcodedCredentialField } from '../../../../src/security/rules/hardcoded-credential-field.ts';
import { describeRule } from '../../../support/rule-cases.ts';

const VALUE = '{{mistral}}';

function config(value: string): string {
  return `model_list:
  - model_name: fast
    litellm_params:
      model: azure_ai/x
      client_secret: ${value}
`;
}

describeRule(hardcodedCredentialField, {
  fires: [
    {
      title: 'under a name that says so',
      files: { 'config.yaml': config(VALUE) },
      at: ['config.yaml:5:22'],
      without: ['client_secret', 'deployment'],
      severity: 'critical',
    },
    {
      title: 'in an env file under version control',
      files: { '.env': `SESSION_SECRET=${VALUE}\n` },
      project: { isGit: true, facts: { '.env': { origin: 'tracked' } } },
      at: ['.env:1:16'],
      without: ['_SECRET', '_ID'],
    },
  ],
  silent: [
    { title: 'a known form, of which LGW102 speaks', files: { 'config.yaml': config('{{groq}}') } },
    {
      title: 'a file, a name, a UUID, a sentence',
      files: {
        'config.yaml': [
          '/run/keys/a1b2c3d4e5f6.json',
          'my_module.get_token_v12',
          'f47ac10b-58cc-4372-a567-0e02b2c3d479',
          'read it 12 times, 34 times',
        ]
          .map(config)
          .join('---\n'),
      },
    },
    {
      title: 'a tag, a reference, a placeholder',
      files: {
        'config.yaml': [
          '!vault a8Fk2Jx9QpL5mZ7w',
          'os.environ/a8Fk2Jx9QpL5mZ7w',
          'aws_secret_manager/a8Fk2Jx9QpL5',
          '{{ lookup.a8Fk2Jx9Qp }}',
        ]
          .map(config)
          .join('---\n'),
      },
    },
    {
      title: 'a word with little chance in it',
      files: { 'config.yaml': config('correcthorsebattery') },
    },
    {
      title: 'an env file that is not in version control',
      files: { '.env': `SESSION_SECRET=${VALUE}\n` },
    },
  ],
  fixes: [
    {
      title: 'moves it under the name of its provider',
      files: { 'config.yaml': config(VALUE) },
      fixed: {
        'config.yaml': config('os.environ/AZURE_AI_CLIENT_SECRET'),
        '.env': `AZURE_AI_CLIENT_SECRET=${VALUE}\n`,
      },
    },
  ],
});
