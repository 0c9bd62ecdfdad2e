import { expect, test } from '@jest/globals';
import { isDevelopment } from '../../../../src/security/reading/profile.ts';

test.each([
  '.env.dev',
  'compose.local.yml',
  'docker-compose-dev.yaml',
  'config/dev/a.yaml',
  '.env.test',
])('%s is for development', (path) => {
  expect(isDevelopment(path)).toBe(true);
});

test.each(['.env', '.env.production', 'compose.yaml', 'devices/a.yaml', 'localhost.yaml'])(
  '%s is not',
  (path) => {
    expect(isDevelopment(path)).toBe(false);
  },
);
