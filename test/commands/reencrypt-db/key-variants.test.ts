import { expect, test } from '@jest/globals';
import { keyVariants } from '../../../commands/reencrypt-db/key-variants.ts';
import { Secret } from '../../../src/core/secret.ts';

function variantsOf(text: string): [string, string][] {
  return keyVariants(new Secret(text)).map(({ key, how }) => [key.reveal(), how]);
}

test('a key is tried with a newline and in quotes', () => {
  expect(variantsOf('abc')).toEqual([
    ['abc\n', 'with a newline at its end'],
    ['"abc"', 'in double quotes'],
  ]);
});

test('blanks and quotes around it are taken away', () => {
  expect(variantsOf(` "abc"\n`).map(([key]) => key)).toEqual(
    expect.arrayContaining(['"abc"', 'abc']),
  );
});

test('nothing is tried twice, nor nothing at all', () => {
  const keys = variantsOf('  ').map(([key]) => key);
  expect(keys).not.toContain('');
  expect(new Set(keys).size).toBe(keys.length);
});
