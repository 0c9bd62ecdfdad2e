import { timeoutTooLong } from '../../../../src/security/rules/timeout-too-long.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function config(rest: string) {
  return { 'config.yaml': `model_list: [{}]\n${rest}` };
}

describeRule(timeoutTooLong, {
  fires: [
    {
      title: 'of the library',
      files: config('litellm_settings:\n  request_timeout: 1080\n'),
      at: ['config.yaml:3:20'],
      without: ['1080', '900'],
      severity: 'info',
    },
    {
      title: 'of the router',
      files: config('router_settings:\n  timeout: 7200\n'),
      at: ['config.yaml:3:12'],
      without: ['7200', '60'],
    },
    {
      title: 'not set at all',
      files: config('litellm_settings:\n  drop_params: true\n'),
      at: ['config.yaml:2:1'],
      without: ['drop_params: true', 'request_timeout: 60'],
    },
  ],
  silent: [
    { title: 'of one deployment', files: config('router_settings: {timeout: 60, x: 6000}\n') },
    { title: 'a variable', files: config('router_settings: {timeout: os.environ/TIMEOUT}\n') },
    { title: 'nothing is served', files: { 'config.yaml': 'litellm_settings: {}\n' } },
  ],
  fixes: [
    {
      title: 'in place',
      files: config('litellm_settings:\n  request_timeout: 6000 # long\n'),
      fixed: config('litellm_settings:\n  request_timeout: 600 # long\n'),
    },
    {
      title: 'added',
      files: config('litellm_settings:\n'),
      fixed: config('litellm_settings:\n  request_timeout: 600\n'),
    },
  ],
});
