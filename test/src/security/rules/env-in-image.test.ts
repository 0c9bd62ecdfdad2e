import { envInImage } from '../../../../src/security/rules/env-in-image.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(envInImage, {
  fires: [
    {
      title: 'with everything else',
      files: {
        Dockerfile: `FROM node:20.19-slim
COPY . /app
`,
        '.env': `A=1
`,
      },
      at: ['Dockerfile:2:1'],
      without: ['COPY . /app', 'COPY src /app'],
    },
  ],
  silent: [
    {
      title: 'there is none',
      files: {
        Dockerfile: `FROM node:20.19-slim
COPY . .
`,
      },
    },
    {
      title: 'from another stage',
      files: {
        Dockerfile: `FROM a:1 AS b
FROM a:1
COPY --from=b . .
`,
        '.env': `A=1
`,
      },
    },
    {
      title: 'an example',
      files: {
        Dockerfile: `FROM a:1
COPY .env.example .
`,
      },
    },
  ],
  fixes: [
    {
      title: 'in .dockerignore',
      files: {
        Dockerfile: `FROM a:1
COPY . .
`,
        '.env': `A=1
`,
        '.dockerignore': `node_modules
`,
      },
      fixed: {
        Dockerfile: `FROM a:1
COPY . .
`,
        '.env': `A=1
`,
        '.dockerignore': `node_modules
.env
`,
      },
    },
  ],
});
