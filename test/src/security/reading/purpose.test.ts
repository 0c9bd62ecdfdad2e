import { expect, test } from '@jest/globals';
import { purposeOf } from '../../../../src/security/reading/purpose.ts';

test.each([
  ['config.yaml', 'use'],
  ['.env', 'use'],
  ['charts/gateway/templates/secret.yaml', 'use'],
  ['latest/config.yaml', 'use'],
  ['contest/config.yaml', 'use'],
  ['.env.example', 'example'],
  ['config.sample.yaml', 'example'],
  ['examples/config.yaml', 'example'],
  ['proxy/example_config_yaml/a.yaml', 'example'],
  ['docs/config.yaml', 'docs'],
  ['README.md', 'docs'],
  ['tests/config.yaml', 'test'],
  ['src/test_configs/a.yaml', 'test'],
  ['src/a.test.ts', 'test'],
  ['.env.test', 'test'],
])('%s is for %s', (path, purpose) => {
  expect(purposeOf(path)).toBe(purpose);
});
