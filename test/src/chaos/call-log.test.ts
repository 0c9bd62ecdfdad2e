import { describe, expect, test } from '@jest/globals';
import { CallLog, type Arrival } from '../../../src/chaos/call-log.ts';

function arrival(model: string, at = 0, parts: Partial<Arrival> = {}): Arrival {
  return { model, at, connection: 1, prefilled: false, ...parts };
}

describe('the log of calls', () => {
  test('counts attempts for each model and session, from the first call on', () => {
    const log = new CallLog();
    expect(log.add(arrival('s01@a', 100))).toMatchObject({ entry: { attempt: 1 }, firstAt: 100 });
    expect(log.add(arrival('s01@a', 150, { connection: 7, prefilled: true }))).toMatchObject({
      entry: { attempt: 2, index: 1, at: 150, connection: 7, prefilled: true },
      firstAt: 100,
    });
    expect(log.add(arrival('s01@b', 200))).toMatchObject({ entry: { attempt: 1 }, firstAt: 200 });
  });

  test('shows all, or those of one model', () => {
    const log = new CallLog();
    for (const model of ['a', 'b', 'a']) log.add(arrival(model));
    expect(log.entries().map(({ model }) => model)).toEqual(['a', 'b', 'a']);
    expect(log.entries('a').map(({ index }) => index)).toEqual([0, 2]);
  });

  test('begins anew', () => {
    const log = new CallLog();
    log.add(arrival('a'));
    log.reset();
    expect(log.entries()).toEqual([]);
    expect(log.add(arrival('a', 5))).toMatchObject({ entry: { attempt: 1 }, firstAt: 5 });
  });

  test('keeps the newest ten thousand', () => {
    const log = new CallLog();
    for (let i = 0; i < 10_001; i += 1) log.add(arrival('a', i));
    expect(log.entries()).toHaveLength(10_000);
    expect(log.entries()[0]?.at).toBe(1);
  });
});
