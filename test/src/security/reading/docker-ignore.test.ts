import { expect, test } from '@jest/globals';
import { isDockerIgnored } from '../../../../src/security/reading/docker-ignore.ts';

test.each([
  ['.env\n', '.env', true],
  ['/.env', '.env', true],
  ['# .env', '.env', false],
  ['.env*', '.env.prod', true],
  ['**/.env', 'a/b/.env', true],
  ['*.env', 'prod.env', true],
  ['*.env', 'a/prod.env', false],
  ['secrets/', 'secrets/a/b', true],
  ['.?nv', '.env', true],
  ['*\n!.env', '.env', false],
  ['!.env\n.env', '.env', true],
  ['a+b', 'aab', false],
])('of %j and %s: %s', (text, path, wanted) => {
  expect(isDockerIgnored(text, path)).toBe(wanted);
});
