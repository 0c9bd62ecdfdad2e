import { expect, test } from '@jest/globals';
import { readOptions, type Flags } from '../../../commands/reencrypt-db/read-options.ts';

const FLAGS: Flags = {
  ...{ mode: 'atomic', format: 'keep', batch: '1000', maxRetries: '5', scan: true },
  ...{ connectTimeout: '10s', lockTimeout: '3s', statementTimeout: '60s', maxDuration: '30m' },
  settle: '0s',
};

test('what looks like a secret is refused before anything else is said about it', () => {
  const flags = { ...FLAGS, mode: 'sk-canary-0123456789abcdef' };
  expect(() => readOptions(flags, ['undo'], [])).toThrow(/what looks like a key/);
});

test('an unknown flag is named without its value, with the one that was meant', () => {
  expect(() => readOptions(FLAGS, ['--bach=7'], ['--batch'])).toThrow(
    expect.objectContaining({
      message: "unknown option '--bach'",
      hint: expect.stringContaining('did you mean --batch?'),
    }),
  );
});

test('a folder for the backup is kept, --no-backup is none', () => {
  expect(readOptions({ ...FLAGS, backup: '/mnt/safe' }, [], []).backup).toBe('/mnt/safe');
  expect(readOptions({ ...FLAGS, backup: false }, [], []).backup).toBeNull();
});
