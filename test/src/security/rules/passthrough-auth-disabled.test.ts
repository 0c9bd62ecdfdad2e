import { passthroughAuthDisabled } from '../../../../src/security/rules/passthrough-auth-disabled.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function endpoint(auth: string): { readonly 'config.yaml': string } {
  return {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /a   # first
      target: https://a.example
      auth: ${auth}
`,
  };
}

describeRule(passthroughAuthDisabled, {
  fires: [
    {
      title: 'in the words of YAML 1.1',
      files: endpoint('no'),
      at: ['config.yaml:5:13'],
      without: ['auth: no', 'auth: yes'],
    },
  ],
  silent: [{ title: 'nothing is said of it', files: endpoint('') }],
  fixes: [
    {
      title: 'in place, the rest as it was',
      files: endpoint('False  # why not'),
      fixed: endpoint('true  # why not'),
    },
  ],
});
