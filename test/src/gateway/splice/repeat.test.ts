import { describe, expect, test } from '@jest/globals';
import { mayBeRepeat, MIN_REPEAT, repeatLength } from '../../../../src/gateway/splice/repeat.ts';

const SAID = 'The quick brown fox jumps over the lazy dog';

describe('repeatLength', () => {
  test.each([
    ['the whole', `${SAID} and more`, SAID.length],
    ['the whole and no more', SAID, SAID.length],
    ['its end', 'over the lazy dog and more', 17],
    ['too little of its end', 'lazy dog and more', 0],
    ['its beginning only', 'The quick brown fox runs', 0],
    ['its middle', 'brown fox jumps and', 0],
    ['nothing', ' and more', 0],
  ])('measures an opening that repeats %s', (_, opening, length) => {
    expect(repeatLength(SAID, opening)).toBe(length);
  });

  test('takes nothing of an answer that is too short to tell', () => {
    const short = 'x'.repeat(MIN_REPEAT - 1);
    expect(repeatLength(short, short)).toBe(0);
  });

  test('takes nothing that occurs earlier, or that is periodic', () => {
    expect(repeatLength('one two three! one two three!', 'one two three!')).toBe(0);
    expect(repeatLength(`x${'-'.repeat(20)}`, '-'.repeat(20))).toBe(0);
    expect(repeatLength('ab-ab-ab-ab-a', 'ab-ab-ab-ab-a')).toBe(0);
  });
});

describe('mayBeRepeat', () => {
  test('is open while more could make it one', () => {
    expect(mayBeRepeat(SAID, 'The')).toBe(true);
    expect(mayBeRepeat(SAID, 'over the')).toBe(true);
  });

  test('is settled once it differs, is too late in the text, or has reached its end', () => {
    expect(mayBeRepeat(SAID, 'A')).toBe(false);
    expect(mayBeRepeat(SAID, 'lazy')).toBe(false);
    expect(mayBeRepeat(SAID, SAID)).toBe(false);
    expect(mayBeRepeat(SAID, 'over the lazy dog')).toBe(false);
  });
});
