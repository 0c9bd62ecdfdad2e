import { describe, expect, test } from '@jest/globals';
import { folderOf, resolvePath } from '../../../../src/security/reading/project-paths.ts';

test('the folder of a file ends with a slash', () => {
  expect(folderOf('a/b/c.yaml')).toBe('a/b/');
  expect(folderOf('c.yaml')).toBe('');
});

describe('a relative path', () => {
  test.each([
    ['', './config.yaml', 'config.yaml'],
    ['deploy/', '../config.yaml', 'config.yaml'],
    ['deploy/', 'x//y/./z', 'deploy/x/y/z'],
  ])('from %j, %s is %s', (folder, path, expected) => {
    expect(resolvePath(folder, path)).toBe(expected);
  });

  test.each(['/etc/a', '~/a', 'C:\\a', '../../a'])('leads out of the project: %s', (path) => {
    expect(resolvePath('deploy/', path)).toBeNull();
  });
});
