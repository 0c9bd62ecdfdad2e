import { dummyCredential } from '../../../../src/security/rules/dummy-credential.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function model(params: string): { readonly 'config.yaml': string } {
  return {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      ${params.split('\n').join('\n      ')}
`,
  };
}

const LOCAL = 'model: openai/llama\napi_base: http://vllm:8000/v1\n';

describeRule(dummyCredential, {
  fires: [
    {
      title: 'a value of the documentation that is sent to the vendor',
      files: model('model: openai/gpt-4o\napi_key: "sk-1234"'),
      at: ['config.yaml:5:17'],
      without: ['sk-1234', 'os.environ/OPENAI_API_KEY'],
      severity: 'critical',
    },
    {
      title: 'less loud at a public server for tests',
      files: model(
        'model: openai/x\napi_base: https://exampleopenaiendpoint.example.com\napi_key: my-fake-key',
      ),
      at: ['config.yaml:6:16'],
      without: ['my-fake-key', 'os.environ/FAKE'],
      severity: 'warning',
    },
    {
      title: 'only mentioned at a server of your own',
      files: model(`${LOCAL}api_key: fake-key`),
      at: ['config.yaml:6:16'],
      without: ['fake-key', 'not-needed'],
      severity: 'info',
    },
    {
      title: 'what asks for a value was forgotten, wherever it goes',
      files: model(`${LOCAL}api_key: <your-key>`),
      at: ['config.yaml:6:16'],
      without: ['<your-key>', 'EMPTY'],
      severity: 'warning',
    },
    {
      title: 'in an env file',
      files: { '.env': 'OPENAI_API_KEY=sk-your-key-here\nREDIS_PASSWORD=redis\nDEBUG=test\n' },
      at: ['.env:1:16', '.env:2:16'],
      without: ['=', '_FILE='],
      severity: 'critical',
    },
    {
      title: 'where a variable of an ignored env file is used',
      files: {
        ...model('model: openai/gpt-4o\napi_key: os.environ/KEY'),
        '.env': 'KEY=changeme\n',
      },
      project: { isGit: true, facts: { '.env': { origin: 'ignored' } } },
      at: ['config.yaml:5:16'],
      without: ['changeme', '9f3Kq81zWvT4'],
    },
    {
      title: 'in a header',
      files: model('model: openai/x\nextra_headers:\n  Authorization: Bearer sk-xxxx'),
      at: ['config.yaml:6:24'],
      without: ['Bearer sk-xxxx', 'Bearer os.environ/X'],
    },
  ],
  silent: [
    { title: 'a word that says that no key is asked for', files: model(`${LOCAL}api_key: none`) },
    {
      title: 'a local server by its provider',
      files: model('model: ollama/llama3\napi_key: ollama'),
    },
    {
      title: 'the answer is made up too',
      files: model('model: openai/x\nmock_response: hi\napi_key: fake-key'),
    },
    { title: 'an example of an env file', files: { '.env.example': 'OPENAI_API_KEY=your-key\n' } },
    {
      title: 'rules of their own',
      files: { 'config.yaml': 'general_settings:\n  master_key: sk-1234\n' },
    },
    {
      title: 'settings with such names',
      files: { 'config.yaml': 'litellm_settings:\n  max_tokens: 1234\n  cache_key: test\n' },
    },
    {
      title: 'references of all kinds',
      files: { '.env': 'A_TOKEN=${B_TOKEN}\nB_KEY=vault:secret/x\nC_KEY=$D\n' },
    },
  ],
});
