import { expect, test } from '@jest/globals';
import { isSecretBearing } from '../../../../commands/check-security/collect/secret-bearing.ts';

test('names that promise secrets', () => {
  const names = [
    '.env',
    'a/.env.local',
    'prod.env',
    'tls/server.pem',
    'id_rsa',
    'config.yaml',
    'litellm_config.yml',
  ];
  expect(names.filter((name) => !isSecretBearing(name))).toEqual([]);
  const others = ['environment.ts', 'config.yaml.md', 'dist/a.js', 'keyboard.json', 'a.env/b'];
  expect(others.filter(isSecretBearing)).toEqual([]);
});
