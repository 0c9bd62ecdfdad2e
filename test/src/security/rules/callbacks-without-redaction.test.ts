import { callbacksWithoutRedaction } from '../../../../src/security/rules/callbacks-without-redaction.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function config(rest: string) {
  return { 'config.yaml': `model_list: [{}]\nlitellm_settings:\n${rest}` };
}

describeRule(callbacksWithoutRedaction, {
  fires: [
    {
      title: 'each service once',
      files: config('  success_callback: [langfuse, s3]\n  failure_callback: [langfuse]\n'),
      at: ['config.yaml:3:22', 'config.yaml:3:32'],
      without: ['success', 'turn_off_message_logging: true\n  x'],
      severity: 'warning',
    },
    {
      title: 'a server of the internet, whoever runs it',
      files: {
        ...config('  callbacks: langfuse\n'),
        '.env': 'LANGFUSE_HOST=https://eu.example.com\n',
      },
      at: ['config.yaml:3:14'],
      without: ['https://eu.example.com', 'http://langfuse:3000'],
    },
  ],
  silent: [
    {
      title: 'metrics and hooks of one’s own',
      files: config('  callbacks: [prometheus, ours.hook]\n'),
    },
    {
      title: 'nothing is served',
      files: { 'config.yaml': 'litellm_settings: {callbacks: [s3]}\n' },
    },
  ],
  fixes: [
    {
      title: 'only numbers',
      files: config('  callbacks: [langfuse] # team\n'),
      fixed: config('  turn_off_message_logging: true\n  callbacks: [langfuse] # team\n'),
    },
  ],
});
