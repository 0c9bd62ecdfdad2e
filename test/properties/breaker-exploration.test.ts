import { afterAll, describe, expect, test } from '@jest/globals';
import { explore, type Exploration } from '../support/exploration/explore.ts';
import {
  DENIAL_RENEWS,
  LEASE_WITHOUT_END,
  NO_MARGIN,
  NO_REBUILD,
  NO_SELF_ABORT,
  RULES,
  SETTLE_WITHOUT_TOKEN,
  TRIP_WITHOUT_EPOCH,
} from '../support/exploration/mutants.ts';
import type { Rules } from '../support/exploration/store-step.ts';
import { movesOf } from '../support/exploration/moves.ts';
import { pack, unpack } from '../support/exploration/pack.ts';
import { firstWorld, type Budget } from '../support/exploration/world.ts';
import { readTestEffort } from '../support/test-env.ts';

const CALM: Budget = {
  grants: 2,
  crashes: 0,
  pauses: 0,
  trips: 0,
  failovers: 0,
  losses: 0,
  drifts: 0,
};
const GRANTS = readTestEffort('TEST_EXPLORE_GRANTS') ?? 4;

const total = { states: 0, edges: 0 };

function run(
  budget: Partial<Budget>,
  rules: Rules,
  more: { processes?: number; allowed?: number },
) {
  const world = firstWorld(more.processes ?? 2, { ...CALM, ...budget });
  const found = explore(world, rules, more.allowed ?? 1);
  total.states += found.states;
  total.edges += found.edges;
  return found;
}

afterAll(() => {
  process.stdout.write(`probe protocol: ${total.states} states, ${total.edges} edges explored\n`);
});

describe('every run of the probe protocol, with messages lost, late and twice', () => {
  test.each<[string, Partial<Budget>, { processes?: number; allowed?: number }]>([
    ['a crash and a pause', { grants: GRANTS, crashes: 1, pauses: 1 }, {}],
    ['a breaker that opens again', { crashes: 1, pauses: 1, trips: 1 }, {}],
    ['a clock that drifts', { crashes: 1, pauses: 1, drifts: 1 }, {}],
    ['three processes and a crash', { crashes: 1 }, { processes: 3 }],
    // Each loss of a lease that still runs may add one probe, and no more.
    ['a fail-over that loses a commit', { pauses: 1, failovers: 1 }, { allowed: 2 }],
    ['a store that comes back empty', { crashes: 1, losses: 1 }, { allowed: 2 }],
  ])('sends one probe at a time and can always close: %s', (_name, budget, more) => {
    const found = run(budget, RULES, more);
    expect(found).toMatchObject({ violation: null, stuck: 0, stuckAfter: [] });
    expect(found.maxRunning).toBe(more.allowed ?? 1);
    expect(found.states).toBeGreaterThan(9_000);
  });
});

describe('each rule is needed', () => {
  function expectViolation(found: Exploration, what: string): void {
    expect(found.violation?.what).toBe(what);
    expect(found.violation?.path.length).toBeGreaterThan(3);
  }

  function expectStuck(found: Exploration): void {
    expect(found.violation).toBeNull();
    expect(found.stuck).toBeGreaterThan(0);
  }

  test('without the token in a verdict, a stale one takes effect', () => {
    const found = run({ pauses: 1 }, SETTLE_WITHOUT_TOKEN, {});
    expectViolation(found, 'a stale verdict took effect');
  });

  test('without an end of the lease, a crash keeps the breaker open for ever', () => {
    expectStuck(run({ crashes: 1 }, LEASE_WITHOUT_END, {}));
  });

  test('if a denial renews the lease, traffic keeps the breaker open for ever', () => {
    expectStuck(run({ crashes: 1 }, DENIAL_RENEWS, {}));
  });

  test('without owners that abort themselves, two probes run at once', () => {
    expectViolation(run({}, NO_SELF_ABORT, {}), '2 probes ran at once');
  });

  test('without a margin before the abort, a clock that drifts lets two probes run', () => {
    expectViolation(run({ drifts: 1 }, NO_MARGIN, {}), '2 probes ran at once');
    expect(run({}, NO_MARGIN, {}).violation).toBeNull();
  });

  test('without the epoch in a trip, a stale one opens the breaker again', () => {
    expectViolation(run({ trips: 1 }, TRIP_WITHOUT_EPOCH, {}), 'a stale trip took effect');
  });

  test('without the belief of the processes, an empty store never closes', () => {
    expectStuck(run({ losses: 1 }, NO_REBUILD, { allowed: 2 }));
  });
});

test('a packed world is the same world', () => {
  const all: Budget = { ...CALM, crashes: 1, pauses: 1, trips: 1, failovers: 1, drifts: 1 };
  const names = [pack(firstWorld(3, all))];
  for (const name of names) {
    expect(pack(unpack(name))).toBe(name);
    const next = Array.from(movesOf(unpack(name), RULES), ({ world }) => pack(world));
    if (names.length < 5_000) names.push(...next.filter((each) => !names.includes(each)));
  }
});
