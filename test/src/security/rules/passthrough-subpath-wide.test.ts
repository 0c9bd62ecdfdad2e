import { passthroughSubpathWide } from '../../../../src/security/rules/passthrough-subpath-wide.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function endpoint(target: string, more: string): { readonly 'config.yaml': string } {
  return {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /a
      target: ${target}
      include_subpath: true
${more}`,
  };
}

describeRule(passthroughSubpathWide, {
  fires: [
    {
      title: 'of a host as a whole, whatever the methods',
      files: endpoint('https://a.example.com/', '      methods: [GET]\n'),
      at: ['config.yaml:5:24'],
      without: ['a.example.com/', 'a.example.com/v1/search'],
      severity: 'warning',
    },
    {
      title: 'of every method',
      files: endpoint('https://a.example.com/v1', '      methods: []\n'),
      at: ['config.yaml:5:24'],
      without: ['methods: []', 'methods: [POST]'],
    },
  ],
  silent: [
    {
      title: 'there is no subpath',
      files: {
        'config.yaml':
          'general_settings:\n  pass_through_endpoints:\n    - {path: /a, target: "https://a.example.com"}\n',
      },
    },
  ],
});
