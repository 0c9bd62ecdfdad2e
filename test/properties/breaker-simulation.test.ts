import { describe, expect, test } from '@jest/globals';
import {
  answersAfter,
  failsAfter,
  hangsFor,
  runScenario,
  type Fate,
  type Scenario,
} from '../support/simulated-upstream.ts';

type Draw = (random: () => number) => Fate;

const well: Draw = (random) => answersAfter(1_000 + random() * 2_000);
const sometimes =
  (share: number, ill: Draw, otherwise: Draw): Draw =>
  (random) =>
    random() < share ? ill(random) : otherwise(random);
const fails: Draw = () => failsAfter(200);
const hangs: Draw = () => hangsFor(60_000);
const slowAnswers: Draw = (random) => answersAfter(35_000 + random() * 10_000);

const stream = { kind: 'stream', before: well, forMs: 180_000 } as const;
const cold = { ...stream, before: null };
const whole = { ...stream, kind: 'whole' } as const;

function secondsToOpen(scenario: Scenario, seeds: number): (number | null)[] {
  return Array.from({ length: seeds }, (_, seed) => {
    const ms = runScenario(scenario, seed + 1);
    return ms === null ? null : ms / 1_000;
  });
}

function median(values: readonly (number | null)[]): number {
  const sorted = values.map((value) => value ?? Infinity).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Infinity;
}

describe('stays closed', () => {
  test.each([
    [
      'a cold start with 10 % fast failures beside answers of 40 s',
      sometimes(0.1, fails, slowAnswers),
      'whole',
    ],
    ['30 % errors', sometimes(0.3, fails, well), 'stream'],
    ['5 % errors', sometimes(0.05, fails, well), 'stream'],
    ['nothing wrong', well, 'stream'],
    ['answers that take minutes', () => answersAfter(150_000), 'whole'],
    ['one stream in ten that hangs', sometimes(0.1, hangs, well), 'stream'],
  ] as const)('from a cold start: %s', (_name, after, kind) => {
    for (const [rate, seeds] of [
      [1, 20],
      [10, 20],
      [100, 3],
    ] as const) {
      const scenario = { ...cold, kind, after, rate, forMs: rate === 100 ? 60_000 : 180_000 };
      expect(secondsToOpen(scenario, seeds).filter((opened) => opened !== null)).toEqual([]);
    }
  });

  test('when a dropped connection takes fifty streams with it', () => {
    const forMs = 5;
    const dropped = { ...cold, rate: 100_000, after: () => hangsFor(2), forMs };
    expect(secondsToOpen(dropped, 20).filter((opened) => opened !== null)).toEqual([]);
  });
});

describe('opens', () => {
  test.each([
    ['100 % fast 5xx', { ...stream, after: fails }, 1, 5],
    ['a total hang', { ...stream, after: hangs }, 30, 34],
    ['first tokens after 42 s', { ...stream, after: () => answersAfter(42_000) }, 30, 34],
    // Right at the threshold: it is over it when the first hangs have run out of time.
    ['half fast 5xx, half hangs', { ...stream, after: sometimes(0.5, fails, hangs) }, 20, 64],
    [
      'two thirds fast 5xx, the rest hangs',
      { ...stream, after: sometimes(0.67, fails, hangs) },
      5,
      36,
    ],
    ['a hang of whole answers', { ...whole, after: () => hangsFor(120_000) }, 120, 123],
    ['80 % fast 5xx from a cold start', { ...cold, after: sometimes(0.8, fails, well) }, 0.5, 10],
  ] as const)('at %s', (_name, scenario, earliest, latest) => {
    const opened = secondsToOpen({ ...scenario, rate: 10 }, 20);
    expect(median(opened)).toBeGreaterThanOrEqual(earliest);
    expect(median(opened)).toBeLessThanOrEqual(latest);
    expect(Math.max(...opened.map((seconds) => seconds ?? Infinity))).toBeLessThan(latest * 1.5);
    expect(opened).not.toContain(-0.001);
  });

  test('fast also at 1 and at 100 calls a second', () => {
    expect(median(secondsToOpen({ ...stream, after: fails, rate: 100 }, 3))).toBeLessThan(5);
    expect(median(secondsToOpen({ ...stream, after: fails, rate: 1 }, 20))).toBeLessThan(15);
  });
});
