import { expect, test } from '@jest/globals';
import { createMemoryLimit } from '../../../src/core/memory-limit.ts';

const MEGABYTE = 1_024 * 1_024;

test('nothing is collected below the limit', () => {
  let collected = 0;
  const limit = createMemoryLimit(
    100 * MEGABYTE,
    () => void collected++,
    () => 99 * MEGABYTE,
  );
  limit.check();
  expect(collected).toBe(0);
});

test('past the limit garbage is collected, and again when as much has come anew', () => {
  let resident = 101 * MEGABYTE;
  let collected = 0;
  const collect = (): void => {
    collected++;
    resident = 60 * MEGABYTE;
  };
  const limit = createMemoryLimit(100 * MEGABYTE, collect, () => resident);
  limit.check();
  limit.check();
  expect(collected).toBe(1);
  resident = 105 * MEGABYTE;
  limit.check();
  expect(collected).toBe(2);
});

test('what is in use is not collected again and again', () => {
  let resident = 120 * MEGABYTE;
  let collected = 0;
  const limit = createMemoryLimit(
    100 * MEGABYTE,
    () => void collected++,
    () => resident,
  );
  limit.check();
  resident += MEGABYTE;
  limit.check();
  expect(collected).toBe(1);
  resident += 4 * MEGABYTE;
  limit.check();
  expect(collected).toBe(2);
});

test('the real collector can be had without a flag on the command line', () => {
  expect(() => createMemoryLimit(0).check()).not.toThrow();
});
