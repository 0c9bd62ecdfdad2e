import { imageUnpinned } from '../../../../src/security/rules/image-unpinned.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(imageUnpinned, {
  fires: [
    {
      title: 'no tag at all',
      files: {
        'compose.yaml': `services:
  db:
    image: postgres
`,
      },
      at: ['compose.yaml:2:3'],
      without: ['image: postgres', 'image: postgres:15.18'],
    },
  ],
  silent: [
    {
      title: 'another image',
      files: {
        'compose.yaml': `services:
  a:
    image: nginx
`,
      },
    },
    {
      title: 'a port of a registry',
      files: {
        'compose.yaml': `services:
  a:
    image: host:5000/redis:7.4
`,
      },
    },
  ],
});
