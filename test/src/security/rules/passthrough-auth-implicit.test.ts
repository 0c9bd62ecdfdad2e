import { passthroughAuthImplicit } from '../../../../src/security/rules/passthrough-auth-implicit.ts';
import { describeRule } from '../../../support/rule-cases.ts';

const CONFIG = `general_settings:
  pass_through_endpoints:
    - path: /a # first
      target: https://a.example.com
`;

describeRule(passthroughAuthImplicit, {
  fires: [
    {
      title: 'where no version is to be seen, as a warning',
      files: { 'config.yaml': CONFIG },
      at: ['config.yaml:3:13'],
      without: ['# first', '\n      auth: false'],
      severity: 'warning',
    },
    {
      title: 'where an image of an old version runs',
      files: {
        'config.yaml': CONFIG,
        Dockerfile: 'FROM ghcr.io/berriai/litellm:main-v1.83.9-stable\n',
      },
      at: ['config.yaml:3:13'],
      without: ['v1.83.9', 'v1.84.0'],
      severity: 'critical',
    },
  ],
  silent: [
    {
      title: 'this gateway runs it',
      files: {
        'config.yaml': CONFIG,
        'compose.yaml': 'services:\n  a:\n    image: acme/llmgw:3\n',
      },
    },
    {
      title: 'there is no endpoint',
      files: { 'config.yaml': 'general_settings:\n  pass_through_endpoints: []\n' },
    },
  ],
  fixes: [
    {
      title: 'in a list of blocks and one in braces',
      files: {
        'config.yaml': `${CONFIG}    - {path: /b, target: 'https://b.example.com'}\n`,
      },
      fixed: {
        'config.yaml': `general_settings:
  pass_through_endpoints:
    - auth: true
      path: /a # first
      target: https://a.example.com
    - {auth: true, path: /b, target: 'https://b.example.com'}
`,
      },
    },
  ],
});
