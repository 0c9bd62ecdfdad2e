import { cacheOfPromptsShared } from '../../../../src/security/rules/cache-of-prompts-shared.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function config(params: string, general = 'store_model_in_db: true') {
  return {
    'config.yaml': `model_list: [{}]
litellm_settings:
  cache: true
  cache_params: {${params}}
general_settings: {${general}}
`,
  };
}

describeRule(cacheOfPromptsShared, {
  fires: [
    {
      title: 'one cache for all keys',
      files: config('type: redis'),
      at: ['config.yaml:3:10'],
      without: ['cache: true', 'cache: false'],
      severity: 'info',
    },
    {
      title: 'an empty namespace is none',
      files: config("type: redis, namespace: ''"),
      at: ['config.yaml:3:10'],
      without: ["''", 'ours'],
    },
  ],
  silent: [
    { title: 'callers ask for it', files: config('mode: default_off') },
    { title: 'no keys', files: config('type: redis', 'store_model_in_db: false') },
  ],
});
