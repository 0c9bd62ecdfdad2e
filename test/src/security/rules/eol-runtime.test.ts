import { eolRuntime } from '../../../../src/security/rules/eol-runtime.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(eolRuntime, {
  fires: [
    {
      title: 'a runtime',
      files: { Dockerfile: 'FROM --platform=linux/amd64 docker.io/library/node:18-alpine AS a\n' },
      at: ['Dockerfile:1:52'],
      without: ['node:18', 'node:22'],
      severity: 'info',
    },
    {
      title: 'databases',
      files: {
        'compose.yaml':
          'services:\n  a:\n    image: "redis:6.2"\n  b:\n    image: pgvector/pgvector:pg12\n',
      },
      at: ['compose.yaml:3:19', 'compose.yaml:5:30'],
      without: ['image', 'x-image'],
    },
  ],
  silent: [
    { title: 'no version', files: { Dockerfile: 'FROM node:lts\n' } },
    { title: 'others of that name', files: { Dockerfile: 'FROM redis_exporter:1.2\n' } },
    { title: 'a comment', files: { 'compose.yaml': 'services: {}\n#   image: postgres:12\n' } },
    { title: 'what is maintained', files: { Dockerfile: 'FROM node:22.1\nFROM postgres:17\n' } },
  ],
});
