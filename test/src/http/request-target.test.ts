import { describe, expect, test } from '@jest/globals';
import { readCallId, splitTarget } from '../../../src/http/request-target.ts';

describe('splitTarget', () => {
  test.each([
    ['/v1/models', '/v1/models', ''],
    ['/v1/models?a=1&b=2', '/v1/models', 'a=1&b=2'],
    ['/a?b?c', '/a', 'b?c'],
    ['/a?', '/a', ''],
    ['/a%3Fb', '/a%3Fb', ''],
    ['//evil.example/v1/models', '//evil.example/v1/models', ''],
    ['/a#b?c', '/a#b', 'c'],
    ['*', '*', ''],
  ])('splits %s', (target, path, query) => {
    expect(splitTarget(target)).toEqual({ path, query });
  });

  test.each([
    ['http://evil.example/v1/models?a=1', '/v1/models', 'a=1'],
    ['HTTPS://user:pass@evil.example:8443/x', '/x', ''],
    ['http://evil.example', '/', ''],
    ['http://evil.example?a=1', '/', 'a=1'],
    ['http:///v1/models', '/v1/models', ''],
    ['http://evil.example//x', '//x', ''],
  ])('drops the authority of the absolute form %s', (target, path, query) => {
    expect(splitTarget(target)).toEqual({ path, query });
  });

  test.each(['ftp://host/a', 'http:/a', 'evil.example:443', 'v1/models', 'javascript:alert(1)'])(
    'makes no route of %s',
    (target) => {
      expect(splitTarget(target)).toEqual({ path: target, query: '' });
    },
  );
});

describe('readCallId', () => {
  test('takes an id that is fit for headers and logs', () => {
    expect(readCallId('0a1b-2c.3:D_4')).toBe('0a1b-2c.3:D_4');
  });

  test.each([undefined, '', 'with space', 'line\nbreak', 'é', 'x'.repeat(129), ['a', 'b']])(
    'leaves %j alone',
    (value) => {
      expect(readCallId(value)).toBeNull();
    },
  );
});
