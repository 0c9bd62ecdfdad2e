import { passthroughForwardHeaders } from '../../../../src/security/rules/passthrough-forward-headers.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function endpoint(target: string): { readonly 'config.yaml': string } {
  return {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /a
      target: ${target}
      forward_headers: true
      auth: true
`,
  };
}

describeRule(passthroughForwardHeaders, {
  fires: [
    {
      title: 'to a host that is not known',
      files: endpoint('os.environ/TARGET'),
      at: ['config.yaml:5:24'],
      without: ['forward_headers: true', 'forward_headers: false'],
      severity: 'warning',
    },
  ],
  silent: [
    { title: 'the host is on the same machine', files: endpoint('http://127.1:9000/a') },
    { title: 'the host is another container', files: endpoint('http://search:9000/a') },
  ],
  fixes: [
    {
      title: 'by taking the line out',
      files: endpoint('https://a.example.com/v1'),
      fixed: {
        'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /a
      target: https://a.example.com/v1
      auth: true
`,
      },
    },
  ],
});
