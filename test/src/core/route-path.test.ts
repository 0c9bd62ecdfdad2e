import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  isPublicPath,
  joinTarget,
  matchEndpoint,
  normalizePath,
  parsePublicPrefixes,
} from '../../../src/core/route-path.ts';

/** Paths that climb, in the disguises that proxies and servers have fallen for. */
const TREACHEROUS = [
  '/a/../b',
  '/a/./b',
  '/..',
  '/a/..',
  '/a/%2e%2e/b',
  '/a/%2E./b',
  '/a/.%2e',
  '/a/%252e%252e/b',
  '/a/%25%32%65%25%32%65/b',
  '/a/..%2fb',
  '/a/%2f..%2fb',
  '/a/..%5cb',
  '/a/..;/b',
  '/a/..;x=1/b',
  '/a/%2e%2e;/b',
  '/a/..%3b/b',
  '/a\\b',
  '/a%5cb',
  '/a%00',
  '/a\0',
  '/a%0d%0ab',
  '/a/.\t./b',
  '/a/%c0%ae%c0%ae/b',
  '/a%25252525252e',
  '/a b',
  '/a#b',
  '/a?b',
];

describe('normalizePath', () => {
  test.each([
    ['/', '/'],
    ['//', '/'],
    ['/v1/models', '/v1/models'],
    ['/v1/models/', '/v1/models'],
    ['//v1///models//', '/v1/models'],
    ['/v1/models/gpt-4.1', '/v1/models/gpt-4.1'],
    ['/v1/models/...', '/v1/models/...'],
    ['/v1/models/..a', '/v1/models/..a'],
    ['/.well-known/x', '/.well-known/x'],
    ['/v1/models/meta%2Fllama', '/v1/models/meta%2Fllama'],
    ['/a;v=1/b', '/a;v=1/b'],
    ['/a%20b', '/a%20b'],
    ['/100%', '/100%'],
    ['/caf%C3%A9', '/caf%C3%A9'],
  ])('makes %s %s', (path, expected) => {
    expect(normalizePath(path)).toBe(expected);
  });

  test.each(TREACHEROUS)('refuses %j', (path) => {
    expect(normalizePath(path)).toBeNull();
  });

  test.each(['', 'v1/models', '*', 'example.com:443', 'http://host/v1'])(
    'refuses %j, which is not absolute',
    (path) => {
      expect(normalizePath(path)).toBeNull();
    },
  );

  test('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyPath(), (path) => {
        const once = normalizePath(path);
        expect(once === null ? null : normalizePath(once)).toBe(once);
      }),
    );
  });

  test('answers at once to the longest nesting of escapes', () => {
    expect(normalizePath(`/%${'25'.repeat(100_000)}2e`)).toBeNull();
  });
});

describe('parsePublicPrefixes', () => {
  test('splits at commas, trims, normalises and drops what is empty or double', () => {
    expect(parsePublicPrefixes(' /health/ , ,docs,/pub/*,//health')).toEqual([
      '/health',
      '/docs',
      '/pub/*',
    ]);
  });

  test('takes a list whose items may hold commas', () => {
    expect(parsePublicPrefixes(['/a,/b', '/c*'])).toEqual(['/a', '/b', '/c*']);
  });

  test('leaves out prefixes that climb', () => {
    expect(parsePublicPrefixes('/a/../b,/a/%2e%2e*')).toEqual([]);
  });
});

describe('isPublicPath', () => {
  const prefixes = parsePublicPrefixes('/health,/pub*,/files/*,/');

  test.each([
    '/health',
    '/health/',
    '//health',
    '/health/live',
    '/pub',
    '/public/x',
    '/files/a',
    '/',
  ])('lets %s through', (path) => {
    expect(isPublicPath(path, prefixes)).toBe(true);
  });

  test.each([
    '/healthz',
    '/Health',
    '/files',
    '/filesystem',
    '/key',
    '/health%2flive',
    '/health;x',
  ])('does not take %s for a public path', (path) => {
    expect(isPublicPath(path, prefixes)).toBe(false);
  });

  test.each([
    '/health/../key',
    '/health/%2e%2e/key',
    '/health/..;/key',
    '/pub/..%2fkey',
    '/pub\\..\\key',
  ])('is not talked into %j', (path) => {
    expect(isPublicPath(path, prefixes)).toBe(false);
  });

  test('lets everything normal through under /*', () => {
    expect(isPublicPath('/anything/below', parsePublicPrefixes('*'))).toBe(true);
    expect(isPublicPath('/a/../b', parsePublicPrefixes('/*'))).toBe(false);
  });
});

describe('matchEndpoint', () => {
  const exact = { path: '/v1/langfuse', includeSubpath: false };
  const tree = { path: '/v1/langfuse', includeSubpath: true };

  test('matches the endpoint itself after normalisation', () => {
    for (const path of ['/v1/langfuse', '/v1/langfuse/', '//v1//langfuse']) {
      expect(matchEndpoint(path, exact)).toEqual({ rest: '' });
      expect(matchEndpoint(path, tree)).toEqual({ rest: '' });
    }
  });

  test('matches what is below only with subpaths, by whole segments', () => {
    expect(matchEndpoint('/v1/langfuse/api/x', exact)).toBeNull();
    expect(matchEndpoint('/v1/langfuse/api/x', tree)).toEqual({ rest: 'api/x' });
    expect(matchEndpoint('/v1/langfuses', tree)).toBeNull();
    expect(matchEndpoint('/v1', tree)).toBeNull();
  });

  test('keeps the trailing slash and the encoding of the rest', () => {
    expect(matchEndpoint('/v1/langfuse/api/', tree)).toEqual({ rest: 'api/' });
    expect(matchEndpoint('/v1/langfuse/a%2Fb', tree)).toEqual({ rest: 'a%2Fb' });
  });

  test('lets the root take everything below it', () => {
    expect(matchEndpoint('/x/y', { path: '/', includeSubpath: true })).toEqual({ rest: 'x/y' });
  });

  test.each(TREACHEROUS)('matches nothing for %j', (path) => {
    expect(matchEndpoint(`/v1/langfuse${path}`, tree)).toBeNull();
  });
});

describe('joinTarget', () => {
  test.each([
    ['https://up.example', '', 'https://up.example/'],
    ['https://up.example', 'a/b', 'https://up.example/a/b'],
    ['https://up.example/', '/a', 'https://up.example/a'],
    ['https://up.example/api', 'a', 'https://up.example/api/a'],
    ['https://up.example/api/', 'a/', 'https://up.example/api/a/'],
    ['https://up.example/api/', '', 'https://up.example/api/'],
    ['https://up.example/api', '//evil.example/x', 'https://up.example/api/evil.example/x'],
    [
      'https://up.example/api',
      'https://evil.example',
      'https://up.example/api/https://evil.example',
    ],
    ['https://up.example/api', 'user@evil.example', 'https://up.example/api/user@evil.example'],
    ['https://up.example/api', 'a%2Fb', 'https://up.example/api/a%2Fb'],
    ['http://u:p@127.0.0.1:8080/api#frag', 'a', 'http://u:p@127.0.0.1:8080/api/a'],
  ])('joins %s and %j to %s', (target, rest, expected) => {
    expect(joinTarget(target, rest)).toBe(expected);
  });

  test.each(TREACHEROUS)('refuses the rest %j', (path) => {
    expect(joinTarget('https://up.example/api', path)).toBeNull();
    expect(joinTarget('https://up.example/api', path.slice(1))).toBeNull();
  });

  test.each(['', 'up.example/api', 'file:///etc', 'javascript:alert(1)'])(
    'refuses %j as a target',
    (target) => {
      expect(joinTarget(target, 'a')).toBeNull();
    },
  );

  test('never leaves the origin or the path of the target, whatever the rest', () => {
    const targets = ['https://up.example', 'https://up.example/api', 'http://h:81/a/b/?key=1'];
    fc.assert(
      fc.property(fc.constantFrom(...targets), anyRest(), fc.string(), (target, rest, client) => {
        const joined = joinTarget(target, rest, { client, mergeTarget: true, defaults: {} });
        if (joined === null) return;
        const [url, base] = [new URL(joined), new URL(target)];
        expect(url.origin).toBe(base.origin);
        expect(url.pathname.startsWith(base.pathname)).toBe(true);
        expect(normalizePath(url.pathname)).not.toBeNull();
        expect(url.hash).toBe('');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the query of joinTarget', () => {
  const target = 'https://up.example/api?key=1&mode=a';
  const join = (client: string, mergeTarget: boolean, defaults = {}): string | null =>
    joinTarget(target, 'x', { client, mergeTarget, defaults });

  test('is the client’s as it came, in place of the target’s', () => {
    expect(join('q=a%20b&q=2', false)).toBe('https://up.example/api/x?q=a%20b&q=2');
  });

  test('is the target’s when the client sends none', () => {
    expect(join('', false)).toBe('https://up.example/api/x?key=1&mode=a');
  });

  test('is both when merging, the client winning by decoded name', () => {
    expect(join('m%6Fde=b', true)).toBe('https://up.example/api/x?key=1&m%6Fde=b');
  });

  test('starts with the defaults that nobody else names', () => {
    expect(join('q=1', true, { mode: 'z', q: '9', v: 'a b' })).toBe(
      'https://up.example/api/x?v=a+b&key=1&mode=a&q=1',
    );
  });

  test('cannot be cut short by a hash', () => {
    expect(join('q=1#&key=2', true)).toBe('https://up.example/api/x?mode=a&q=1%23&key=2');
  });
});

function anyRest(): fc.Arbitrary<string> {
  const piece = fc.constantFrom(
    ...['/', '\\', '.', '..', '%2e', '%2E', '%2f', '%5c', '%25', '25', '2e', ';', '@', ':', '#'],
    ...['?', '%00', '\t', '\n', ' ', 'a', 'evil.example', 'http:', '//', '%c0%ae', 'é', '．'],
  );
  const spliced = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  return fc.oneof(spliced, fc.string(), fc.webPath());
}

function anyPath(): fc.Arbitrary<string> {
  return anyRest().map((rest) => `/${rest}`);
}
