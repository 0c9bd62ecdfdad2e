import { expect, test } from '@jest/globals';
import { kindOf } from '../../../src/security/file-kind.ts';

test.each([
  ['.env', '', 'dotenv'],
  ['prod.env', '', 'dotenv'],
  ['.env.production', '', 'dotenv'],
  ['environment.ts', '', 'text'],
  ['Dockerfile', '', 'dockerfile'],
  ['docker/gateway.Dockerfile', '', 'dockerfile'],
  ['.gitignore', '', 'gitignore'],
  ['api/.dockerignore', '', 'dockerignore'],
  ['redis.conf', '', 'redis-conf'],
  ['requirements-dev.txt', '', 'requirements'],
  ['uv.lock', '', 'requirements'],
  ['start.sh', '', 'shell'],
  ['.github/workflows/ci.yml', 'on: push', 'workflow'],
  ['docker-compose.prod.yaml', 'services: {}', 'compose'],
  ['stack.yml', 'services:\n  a: {}\n', 'compose'],
  ['config.yaml', 'model_list: []\n', 'gateway'],
  ['x.yml', '# c\ngeneral_settings:\n', 'gateway'],
  [
    'k8s.yaml',
    'apiVersion: v1\nkind: ConfigMap\ndata:\n  c: |\n    model_list: []\n',
    'kubernetes',
  ],
  ['values.yaml', 'image: x\n', 'yaml'],
  ['notes.md', 'model_list:', 'text'],
])('%s is %s', (path, text, kind) => {
  expect(kindOf(path, text)).toBe(kind);
});
