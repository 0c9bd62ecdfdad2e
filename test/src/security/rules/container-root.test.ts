import { containerRoot } from '../../../../src/security/rules/container-root.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(containerRoot, {
  fires: [
    {
      title: 'privileged',
      files: {
        'compose.yaml': `services:
  a:
    image: x:1
    privileged: true
`,
      },
      at: ['compose.yaml:4:17'],
      without: ['privileged: true', 'privileged: false'],
    },
    {
      title: 'a user of another stage',
      files: {
        Dockerfile: `FROM a:1
USER app
FROM b:1
`,
      },
      at: ['Dockerfile:3:1'],
      without: ['FROM b:1\n', 'CMD x\n'],
    },
  ],
  silent: [
    {
      title: 'some capability',
      files: {
        'compose.yaml': `services:
  a:
    cap_add: [NET_BIND_SERVICE]
`,
      },
    },
  ],
});
