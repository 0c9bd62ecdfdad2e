import { expect, test } from '@jest/globals';
import { redactArguments } from '../../../src/infra/redact-arguments.ts';

const mask = (): string => '***';

test.each([
  [
    ['vllm', '--api-key', 'x', '--port', '8000'],
    ['vllm', '--api-key', '***', '--port', '8000'],
  ],
  [
    ['redis-cli', '-a', 'x', 'PING'],
    ['redis-cli', '-a', '***', 'PING'],
  ],
  [
    ['/usr/bin/mysql', '-pX', 'db'],
    ['/usr/bin/mysql', '-p***', 'db'],
  ],
  [
    ['curl', '-u', 'me:x', 'http://h'],
    ['curl', '-u', '***', 'http://h'],
  ],
  [
    ['app', '--password', '--verbose'],
    ['app', '--password', '--verbose'],
  ],
  [
    ['app', '--password-file', '/run/x', '-p', '80'],
    ['app', '--password-file', '/run/x', '-p', '80'],
  ],
])('%j', (words, expected) => {
  expect(redactArguments(words, mask)).toEqual(expected);
});
