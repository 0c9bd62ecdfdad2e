import { keyInfoInCallbacks } from '../../../../src/security/rules/key-info-in-callbacks.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function config(rest: string) {
  return { 'config.yaml': `model_list: [{}]\nlitellm_settings:\n${rest}` };
}

describeRule(keyInfoInCallbacks, {
  fires: [
    {
      title: 'with traces',
      files: config('  callbacks: [prometheus, otel]\n'),
      at: ['config.yaml:3:27'],
      without: ['otel', 's3'],
      severity: 'info',
    },
    {
      title: 'and it is said that it may',
      files: config('  callbacks: [otel]\n  redact_user_api_key_info: false\n'),
      at: ['config.yaml:3:15'],
      without: ['false', 'true'],
    },
  ],
  silent: [{ title: 'metrics', files: config('  callbacks: [prometheus]\n') }],
  fixes: [
    {
      title: 'left out',
      files: config('  callbacks:\n    - otel # ours\n'),
      fixed: config('  redact_user_api_key_info: true\n  callbacks:\n    - otel # ours\n'),
    },
  ],
});
