import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openStage, type Stage } from '../../support/reencrypt.ts';
import { OLD_KEY } from '../../support/rotation-rig.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(async () => stage.close());

test.each([
  [`"${OLD_KEY}"`, 'without the quotes around it'],
  [` ${OLD_KEY}\n`, 'without blanks around it'],
])('a variant that opens the values is named, the key is not', async (key, how) => {
  const { run } = await stage.scene();
  const { code, stdout, stderr } = await run(['plan'], { env: { LITELLM_SALT_KEY: key } });
  expect(code).toBe(6);
  expect(stdout).toContain(`the key of LITELLM_SALT_KEY opens the values when it is taken ${how}`);
  expect(stdout + stderr).not.toContain(OLD_KEY);
});

test('a key of which no variant opens anything is told as it is', async () => {
  const { run } = await stage.scene();
  const env = { LITELLM_SALT_KEY: 'sk-somebody-elses-salt-key' };
  const { code, stdout } = await run(['plan'], { env });
  expect(code).toBe(6);
  expect(stdout).not.toContain('when it is taken');
});
