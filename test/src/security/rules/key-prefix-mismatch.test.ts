import { keyPrefixMismatch } from '../../../../src/security/rules/key-prefix-mismatch.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function model(params: string): string {
  return `model_list:
  - model_name: fast
    litellm_params:
      ${params.split('\n').join('\n      ')}
`;
}

describeRule(keyPrefixMismatch, {
  fires: [
    {
      title: 'a key that is written out',
      files: { 'config.yaml': model('model: anthropic/claude\napi_key: {{groq}}') },
      at: ['config.yaml:5:16'],
      without: ['{{groq}}', '{{anthropic}}'],
      severity: 'warning',
    },
    {
      title: 'a variable with a name of nobody, at the place it is used',
      files: {
        'config.yaml': model('model: openai/x\napi_key: os.environ/LLM_KEY'),
        '.env': 'LLM_KEY={{xai}}\n',
      },
      at: ['config.yaml:5:16'],
      without: ['openai/x', 'xai/x'],
    },
    {
      title: 'what an ignored env file defines, where it is used',
      files: {
        'config.yaml': model('model: openai/x\napi_key: os.environ/OPENAI_API_KEY'),
        '.env': 'OPENAI_API_KEY={{xai}}\n',
      },
      project: { isGit: true, facts: { '.env': { origin: 'ignored' } } },
      at: ['config.yaml:5:16'],
      without: ['{{xai}}', '{{openai-project}}'],
    },
  ],
  silent: [
    {
      title: 'a server that speaks the dialect',
      files: {
        'config.yaml': model(
          'model: openai/x\napi_base: https://api.groq.example.com/v1\napi_key: {{groq}}',
        ),
      },
    },
    {
      title: 'one key for two names of a provider',
      files: { 'config.yaml': model('model: vertex_ai/gemini-pro\napi_key: {{google-api}}') },
    },
    {
      title: 'a key whose issuer only the words around it tell',
      files: { '.env': 'OPENAI_API_KEY={{mistral}}\n' },
    },
    {
      title: 'a gateway behind the variable of a client',
      files: { '.env': 'OPENAI_API_KEY={{litellm}}\n' },
    },
    {
      title: 'a model without a provider',
      files: { 'config.yaml': model('model: gpt-4o\napi_key: {{groq}}') },
    },
  ],
});
