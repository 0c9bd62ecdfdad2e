import { wildcardModelForAll } from '../../../../src/security/rules/wildcard-model-for-all.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function model(name: string, params: string): { readonly 'config.yaml': string } {
  return {
    'config.yaml': `model_list:\n  - model_name: ${name}\n    litellm_params: {${params}}\n`,
  };
}

describeRule(wildcardModelForAll, {
  fires: [
    {
      title: 'of everything, with the key of the environment',
      files: model('"*"', "model: 'openai/*'"),
      at: ['config.yaml:2:17'],
      without: ["'openai/*'", "'ollama/*'"],
      severity: 'warning',
    },
  ],
  silent: [
    { title: 'it is a model', files: model('openai/gpt-4o', 'model: openai/gpt-4o') },
    {
      title: 'the server is in the own network',
      files: model('"local/*"', "model: 'openai/*', api_base: 'http://vllm:8000/v1'"),
    },
  ],
});
