import { expect, test } from '@jest/globals';
import { Remembered } from '../../../src/core/remembered.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

function begin(read: (key: string, before?: string) => Promise<string>) {
  const clock = new VirtualClock();
  return { clock, values: new Remembered({ clock, ttlMs: 100, most: 2, read }) };
}

test('everybody who asks meanwhile shares one reading', async () => {
  const asked: string[] = [];
  const { clock, values } = begin((key) => {
    asked.push(key);
    return Promise.resolve(`${key}${asked.length}`);
  });
  const all = await Promise.all(Array.from({ length: 1_000 }, () => values.get('a')));
  expect(new Set(all)).toEqual(new Set(['a1']));
  clock.advance(99);
  expect(await values.get('a')).toBe('a1');
  clock.advance(1);
  expect(await values.get('a')).toBe('a2');
});

test('a failure is not kept, and what was known is told to the next reading', async () => {
  const given: (string | undefined)[] = [];
  let fails = false;
  const { clock, values } = begin((_key, before) => {
    given.push(before);
    return fails ? Promise.reject(new Error('away')) : Promise.resolve('known');
  });
  await values.get('a');
  clock.advance(100);
  fails = true;
  await expect(values.get('a')).rejects.toThrow('away');
  fails = false;
  expect(await values.get('a')).toBe('known');
  expect(given).toEqual([undefined, 'known', undefined]);
});

test('what was read longest ago makes room', async () => {
  const asked: string[] = [];
  const { values } = begin((key) => Promise.resolve(asked.push(key)).then(() => key));
  for (const key of ['a', 'b', 'c', 'b', 'a']) await values.get(key);
  expect(asked).toEqual(['a', 'b', 'c', 'a']);
});
