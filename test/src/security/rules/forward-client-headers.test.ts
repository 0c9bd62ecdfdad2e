import { forwardClientHeaders } from '../../../../src/security/rules/forward-client-headers.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function config(line: string) {
  return { 'config.yaml': `general_settings:\n  ${line}\n` };
}

describeRule(forwardClientHeaders, {
  fires: [
    {
      title: 'all headers',
      files: config('forward_client_headers_to_llm_api: true'),
      at: ['config.yaml:2:38'],
      without: ['true', 'false'],
      severity: 'warning',
    },
    {
      title: 'keys',
      files: config('forward_llm_provider_auth_headers: yes'),
      at: ['config.yaml:2:38'],
      without: ['yes', 'no'],
    },
  ],
  silent: [
    {
      title: 'of some groups',
      files: config('model_group_settings: {forward_client_headers_to_llm_api: [a]}'),
    },
  ],
});
