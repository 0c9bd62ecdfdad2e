import { expect, test } from '@jest/globals';
import { requireSecrets } from '../../../../src/routes/management/secrets.ts';
import { pretendWork } from '../../../support/management.ts';
import { TestSecretBox } from '../../../support/secret-box.ts';

test('without a key nothing secret is stored', () => {
  const secrets = new TestSecretBox();
  expect(requireSecrets(pretendWork({ secrets }))).toBe(secrets);
  expect(() => requireSecrets(pretendWork())).toThrow('LITELLM_SALT_KEY');
});
