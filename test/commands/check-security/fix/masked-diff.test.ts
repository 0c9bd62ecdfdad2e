import { expect, test } from '@jest/globals';
import { maskedDiff } from '../../../../commands/check-security/fix/masked-diff.ts';

function diff(
  path: string,
  before: string,
  after: string,
  modes: readonly [number | null, number | null] = [0o644, null],
) {
  const original = { target: `/x/${path}`, text: before, mark: 'none', mode: modes[0] } as const;
  return maskedDiff([{ path, original, text: after, mode: modes[1] }]);
}

test('words that no secret is made of are shown, everything else is masked', () => {
  const before = 'a:\n  password: hunter2 # mine\n  auth: false # for now\n';
  expect(diff('c.yaml', before, before.replace('false', 'true'))).toBe(
    'diff --git a/c.yaml b/c.yaml\n--- a/c.yaml\n+++ b/c.yaml\n@@ -1,3 +1,3 @@\n a:\n   password: …\n-  auth: false # …\n+  auth: true # …\n',
  );
});

test('a reference that takes the place of a key is shown', () => {
  const shown = diff('c.yaml', 'api_key: abc-def\n', 'api_key: os.environ/GROQ_API_KEY\n');
  expect(shown).toContain('-api_key: …\n+api_key: os.environ/GROQ_API_KEY\n');
});

test('patterns of files are shown in their files only', () => {
  expect(diff('.gitignore', '', '.env\n', [null, null])).toContain(
    '--- /dev/null\n+++ b/.gitignore\n',
  );
  expect(diff('.gitignore', '', '.env\n')).toContain('+.env\n');
  expect(diff('notes.txt', '', 'hunter2\n')).not.toContain('hunter2');
});

test('a mode is told as git does', () => {
  expect(diff('.env', 'A=1', 'A=1', [0o644, 0o600])).toBe(
    'diff --git a/.env b/.env\nold mode 100644\nnew mode 100600\n',
  );
});
