import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readBlobs, readingOf } from '../../../../commands/check-security/collect/git-blobs.ts';
import { ScanFolder } from '../../../support/scan-folder.ts';

let folder: ScanFolder;

beforeAll(() => {
  folder = new ScanFolder({ a: 'one\n', b: '', c: 'x'.repeat(100) }).commit();
});

afterAll(() => folder.remove());

test('reads each blob once, without those that are too large or not there', async () => {
  const place = { cwd: folder.path, env: folder.env };
  const [a = '', b = '', c = ''] = ['a', 'b', 'c'].map((name) =>
    folder.git('hash-object', name).trim(),
  );
  const nowhere = '0'.repeat(40);
  const blobs = await readBlobs(place, [a, b, c, a, nowhere], 50);
  expect([...blobs].map(([, bytes]) => bytes?.toString() ?? null)).toEqual([
    'one\n',
    '',
    null,
    null,
  ]);
  expect((await readBlobs(place, [], 50)).size).toBe(0);
});

test('a version is a file without a mode', () => {
  expect(readingOf('a', Buffer.from('x'))).toMatchObject({
    facts: { text: 'x', mode: null, origin: 'tracked' },
  });
  expect(readingOf('a', Buffer.from('\0'))).toMatchObject({ file: { reason: 'binary' } });
  expect(readingOf('a', null)).toMatchObject({ file: { reason: 'too-large' } });
});
