import { describe, expect, test } from '@jest/globals';
import { oneOf, quote, run, writingOf } from '../../../../src/security/secrets/key-shape.ts';

function found(shape: Parameters<typeof writingOf>[0], text: string): string | undefined {
  const { pattern } = writingOf(shape);
  pattern.lastIndex = 0;
  return pattern.exec(text)?.[0];
}

describe('a shape', () => {
  test('finds texts, choices and runs', () => {
    const shape = [oneOf('ab-', 'cd-'), run('digit', 2), '.', run('hex', 2, 3)];
    expect(found(shape, 'cd-12.fa0 ')).toBe('cd-12.fa0');
    expect(found(shape, 'cd-12xfa0')).toBeUndefined();
  });

  test('does not end inside of a longer word', () => {
    expect(found(['k_', run('alnum', 4)], 'k_abcd.')).toBe('k_abcd');
    expect(found(['k_', run('alnum', 4)], 'k_abcde')).toBeUndefined();
    expect(found(['k_', run('alnum', 4)], 'k_abcd-e')).toBeUndefined();
  });

  test('takes the padding of base64', () => {
    expect(found(['K', run('base64', 4)], 'Ka+/b==')).toBe('Ka+/b==');
  });

  test('knows its anchor and what stands before it', () => {
    expect(writingOf([run('alnum', 3), run('digit', 1), 'Q~', run('alnum', 5)])).toMatchObject({
      anchors: ['Q~'],
      lead: 4,
    });
    expect(writingOf([run('alnum', 3, 5), 'Q~'])).toMatchObject({ anchors: [], lead: 0 });
  });

  test('makes what it finds', () => {
    const shape = ['x', run('urlSafe', 5, 9), oneOf('-a', '-b'), run('entra', 4)];
    const numbers = Array.from({ length: 200 }, (_, at) => (at * 0.618_033) % 1);
    const made = writingOf(shape).make(() => numbers.shift() ?? 0);
    expect(found(shape, made)).toBe(made);
  });

  test('texts mean themselves in a pattern', () => {
    expect(new RegExp(`^${quote('a.b+c(d)[e]/-')}$`).test('a.b+c(d)[e]/-')).toBe(true);
  });
});
