import { hardcodedProviderKey } from '../../../../src/security/rules/hardcoded-provider-key.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function config(value: string): string {
  return `model_list:
  - model_name: fast # first
    litellm_params:
      model: groq/llama
      api_key: ${value} # why
`;
}

const TRACKED = { isGit: true, facts: { '.env': { origin: 'tracked' } } } as const;

describeRule(hardcodedProviderKey, {
  fires: [
    {
      title: 'without its quotes',
      files: { 'config.yaml': config('"{{groq}}"') },
      at: ['config.yaml:5:17'],
      without: ['{{groq}}', 'os.environ/GROQ_API_KEY'],
      severity: 'critical',
    },
    {
      title: 'in an env file under version control',
      files: { '.env': 'A=1\nexport OPENAI_API_KEY="{{openai-project}}"\n' },
      project: TRACKED,
      at: ['.env:2:24'],
      without: ['{{openai-project}}', ''],
    },
    {
      title: 'in code and in a workflow',
      files: {
        'app.py': 'client = Groq(api_key="{{groq}}")\n',
        '.github/workflows/ci.yml': 'env:\n  HF_TOKEN: {{huggingface}}\n',
      },
      at: ['.github/workflows/ci.yml:2:13', 'app.py:1:24'],
      without: ['{{', '{{ '],
    },
    {
      title: 'less loud in a folder of tests',
      files: { 'tests/client.py': 'KEY = "{{groq}}"\n' },
      at: ['tests/client.py:1:8'],
      without: ['{{groq}}', ''],
      severity: 'warning',
    },
    {
      title: 'half of a pair is a warning',
      files: { 'app.py': 'ID = "{{aws-access-key-id}}"\n' },
      at: ['app.py:1:7'],
      without: ['{{aws-access-key-id}}', 'AKIAIOSFODNN7EXAMPLE'],
      severity: 'warning',
    },
  ],
  silent: [
    { title: 'an env file that is not in version control', files: { '.env': 'A={{groq}}\n' } },
    { title: 'a key of dots', files: { 'config.yaml': config('gsk_...') } },
    {
      title: 'what rules of their own speak of',
      files: {
        'docker-compose.yml': 'services:\n  a:\n    environment:\n      K: {{groq}}\n',
        Dockerfile: 'ENV K={{groq}}\n',
      },
    },
    {
      title: 'hashes, commits, ids and public keys',
      files: {
        'package-lock.json':
          '{"integrity": "sha512-qVvNCHVGjGaYZ8tVQCGu9fyZqdhXBXgVTQrSZ3pT0nVX1GqTzTaKPYcwVtR6QVXkNCYTq6lZ4Z0f7pVHmG9L9w=="}',
        'a.md':
          'commit 3f786850e387550fdab836ed7e6dc881de23001b, id f47ac10b-58cc-4372-a567-0e02b2c3d479\n-----BEGIN PUBLIC KEY-----\n',
      },
    },
  ],
  fixes: [
    {
      title: 'reads the variable that has it already',
      files: { 'config.yaml': config("'{{groq}}'"), '.env': 'MY_GROQ={{groq}}\n' },
      fixed: { 'config.yaml': config("'os.environ/MY_GROQ'"), '.env': 'MY_GROQ={{groq}}\n' },
    },
    {
      title: 'moves it into the env file, never over a variable that is there',
      files: { 'config.yaml': config('{{groq}}'), '.env': 'GROQ_API_KEY={{groq:2}}' },
      fixed: {
        'config.yaml': config('os.environ/GROQ_API_KEY_2'),
        '.env': 'GROQ_API_KEY={{groq:2}}\nGROQ_API_KEY_2={{groq}}\n',
      },
    },
  ],
});
