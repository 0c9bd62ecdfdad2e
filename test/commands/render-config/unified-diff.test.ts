import { expect, test } from '@jest/globals';
import { unifiedDiff } from '../../../commands/render-config/unified-diff.ts';

const values = { a: '1', b: '2', c: '3', d: '4', e: '5', f: '6' };

test('a change stands among what is around it', async () => {
  const after = { ...values, f: '7' };
  expect(await unifiedDiff({ before: values, after, names: ['HEAD~1', 'config.yaml'] })).toBe(
    '--- HEAD~1\n+++ config.yaml\n@@ -3,4 +3,4 @@\n c: 3\n d: 4\n e: 5\n-f: 6\n+f: 7\n',
  );
});

test('where nothing differs there is nothing', async () => {
  expect(await unifiedDiff({ before: values, after: values, names: ['a', 'b'] })).toBe('');
});
