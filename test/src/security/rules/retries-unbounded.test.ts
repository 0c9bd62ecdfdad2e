import { retriesUnbounded } from '../../../../src/security/rules/retries-unbounded.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function config(text: string) {
  return { 'config.yaml': text };
}

describeRule(retriesUnbounded, {
  fires: [
    {
      title: 'of the router',
      files: config('router_settings:\n  num_retries: 6\n'),
      at: ['config.yaml:2:16'],
      without: ['6', '5'],
      severity: 'warning',
    },
    {
      title: 'of a deployment',
      files: config('model_list:\n  - litellm_params:\n      num_retries: 50\n'),
      at: ['config.yaml:3:20'],
      without: ['50', '2'],
    },
    {
      title: 'of one error',
      files: config('router_settings:\n  retry_policy: {RateLimitErrorRetries: 9}\n'),
      at: ['config.yaml:2:41'],
      without: ['9', '3'],
    },
    {
      title: 'of one error of a group',
      files: config(
        'router_settings:\n  model_group_retry_policy: {a: {TimeoutErrorRetries: 9}}\n',
      ),
      at: ['config.yaml:2:55'],
      without: ['9', '3'],
    },
  ],
  silent: [
    { title: 'a variable', files: config('router_settings: {num_retries: os.environ/RETRIES}\n') },
    { title: 'nothing is said', files: config('router_settings: {num_retries: }\n') },
  ],
  fixes: [
    {
      title: 'in place',
      files: config('litellm_settings:\n  num_retries: 10 # many\n'),
      fixed: config('litellm_settings:\n  num_retries: 2 # many\n'),
    },
  ],
});
