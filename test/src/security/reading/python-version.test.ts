import { describe, expect, test } from '@jest/globals';
import {
  compareVersions,
  isBefore,
  readVersion,
} from '../../../../src/security/reading/python-version.ts';

function read(text: string) {
  const version = readVersion(text);
  if (version === null) throw new Error(`\`${text}\` is no version`);
  return version;
}

describe('a version', () => {
  test('has its parts', () => {
    expect(read('v1.82.3rc2.post1.dev4+local')).toEqual({
      text: '1.82.3rc2.post1.dev4+local',
      release: [1, 82, 3],
      pre: ['rc', 2],
      post: 1,
      dev: 4,
    });
  });

  test.each(['', 'latest', '1.x', '1.82.*', 'stable', '1.2-alpine'])('is not %p', (text) => {
    expect(readVersion(text)).toBeNull();
  });
});

test('versions stand in the order of PEP 440', () => {
  const sorted = '1.0.dev1 1.0a1 1.0b2.dev1 1.0b2 1.0rc1 1.0 1.0.post1 1.0.1 1.1 1.10 2'.split(' ');
  const shuffled = [...sorted].sort().map(read);
  expect(shuffled.sort(compareVersions).map(({ text }) => text)).toEqual(sorted);
});

test.each([
  ['1.0', '1.0.0'],
  ['1.82.3-stable', '1.82.3'],
  ['1.82.3-nightly', '1.82.3'],
  ['1.82.3.rc.1', '1.82.3rc1'],
  ['1.82.3-stable.patch.1', '1.82.3.post1'],
  ['1.0alpha1', '1.0a1'],
])('%s is the same as %s', (one, other) => {
  expect(compareVersions(read(one), read(other))).toBe(0);
});

test('one comes before another or does not', () => {
  expect(isBefore(read('1.83.9'), read('1.84.0'))).toBe(true);
  expect(isBefore(read('1.84.0'), read('1.84.0'))).toBe(false);
  expect(isBefore(read('1.84.0-rc.1'), read('1.84.0'))).toBe(true);
});
