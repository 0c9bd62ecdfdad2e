import { describe, expect, test } from '@jest/globals';
import { StreamWindow } from '../../../../src/resilience/breaker/stream-window.ts';

describe('the window of streams', () => {
  test('counts those that began and those that broke, each when it happened', () => {
    const streams = new StreamWindow(60_000, 0);
    streams.addStarted(0);
    streams.addStarted(30_000);
    streams.addBroken(61_000);
    expect([streams.started, streams.broken]).toEqual([2, 1]);
    streams.roll(62_000);
    expect([streams.started, streams.broken]).toEqual([1, 1]);
  });

  test('begins anew', () => {
    const streams = new StreamWindow(60_000, 0);
    streams.addStarted(0);
    streams.addBroken(0);
    streams.clear();
    expect([streams.started, streams.broken]).toEqual([0, 0]);
  });
});
