import { describe, expect, test } from '@jest/globals';
import { fixIn, maskOfAddress, placeIn } from '../../../../src/security/reading/match-parts.ts';

const span = { start: 1, end: 2 };

describe('the parts of a match', () => {
  test('have a path only where there is one', () => {
    expect(placeIn({ file: 'a', span, path: null })).toEqual({ file: 'a', span });
    expect(placeIn({ file: 'a', span, path: 'b.c' })).toEqual({ file: 'a', span, path: 'b.c' });
  });

  test('have a fix only where there is one', () => {
    const fix = { class: 'safe', title: 'a', edits: [] } as const;
    expect(fixIn(fix)).toEqual({ fix });
    expect(fixIn(null)).toEqual({});
  });

  test.each(['http://a:b@c', 'postgresql://a@c/d', 'https://a/b?key=c'])('hide %s', (text) => {
    expect(maskOfAddress(text)).toEqual({ secret: 'weak' });
  });

  test.each(['http://a/b@c', 'localhost', 'https://a:1/b'])('show %s', (text) => {
    expect(maskOfAddress(text)).toEqual({});
  });
});
