import { describe, expect, test } from '@jest/globals';
import { CallLog } from '../../../src/chaos/call-log.ts';

describe('the log of calls', () => {
  test('counts attempts for each model and session, from the first call on', () => {
    const log = new CallLog();
    expect(log.add('s01@a', 100, false)).toMatchObject({ entry: { attempt: 1 }, firstAt: 100 });
    expect(log.add('s01@a', 150, true)).toMatchObject({
      entry: { attempt: 2, index: 1, prefilled: true },
      firstAt: 100,
    });
    expect(log.add('s01@b', 200, false)).toMatchObject({ entry: { attempt: 1 }, firstAt: 200 });
  });

  test('shows all, or those of one model', () => {
    const log = new CallLog();
    for (const model of ['a', 'b', 'a']) log.add(model, 0, false);
    expect(log.entries().map(({ model }) => model)).toEqual(['a', 'b', 'a']);
    expect(log.entries('a').map(({ index }) => index)).toEqual([0, 2]);
  });

  test('begins anew', () => {
    const log = new CallLog();
    log.add('a', 0, false);
    log.reset();
    expect(log.entries()).toEqual([]);
    expect(log.add('a', 5, false)).toMatchObject({ entry: { attempt: 1 }, firstAt: 5 });
  });

  test('keeps the newest ten thousand', () => {
    const log = new CallLog();
    for (let i = 0; i < 10_001; i += 1) log.add('a', i, false);
    expect(log.entries()).toHaveLength(10_000);
    expect(log.entries()[0]?.at).toBe(1);
  });
});
