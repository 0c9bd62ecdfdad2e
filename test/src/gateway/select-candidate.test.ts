import { describe, expect, test } from '@jest/globals';
import type { DeploymentConfig, RouterConfig } from '../../../src/config/types.ts';
import type { Deployment } from '../../../src/gateway/deployment.ts';
import {
  placeOf,
  selectCandidate,
  standingOf,
  type SelectionInput,
} from '../../../src/gateway/select-candidate.ts';
import { routerConfig } from '../../support/config-literals.ts';
import { makeGateway } from '../../support/gateway.ts';

const NOTHING: ReadonlySet<string> = new Set();

class Group {
  readonly #router: RouterConfig;
  readonly #test;

  constructor(parts: readonly Partial<DeploymentConfig>[], router: Partial<RouterConfig> = {}) {
    this.#router = routerConfig(router);
    const deployments = parts.map((part, i) => ({ id: `d${i}`, model: `m${i}`, ...part }));
    this.#test = makeGateway({ deployments });
  }

  get route() {
    return this.#test.route();
  }

  deployment(place: number): Deployment {
    return this.#test.deployment(`d${place}`);
  }

  /** Opens the breaker of one for so long. */
  async trip(place: number, ms: number): Promise<void> {
    this.deployment(place).breaker('chat');
    await this.#test.gateway.breakers.trip(`d${place}`, ms, 'test');
  }

  advance(ms: number): void {
    this.#test.clock.advance(ms);
  }

  input(parts: Partial<SelectionInput> = {}): SelectionInput {
    return {
      router: this.#router,
      operation: 'chat',
      now: this.#test.clock.now(),
      random: () => 0,
      tried: NOTHING,
      avoided: NOTHING,
      refused: NOTHING,
      ...parts,
    };
  }

  select(parts: Partial<SelectionInput> = {}) {
    const found = selectCandidate(this.route, this.input(parts));
    return found.kind === 'none' ? found : `${found.kind} ${found.candidate.deployment.id}`;
  }
}

function tried(...ids: readonly string[]): Partial<SelectionInput> {
  return { tried: new Set(ids) };
}

describe('selecting', () => {
  test('passes over what is open', async () => {
    const group = new Group([{}, {}]);
    await group.trip(0, 100_000);
    expect(group.select()).toBe('pick d1');
    expect(new Group([{}, {}]).select()).toBe('pick d0');
  });

  test('finds nobody when all are open, and says when the first may be probed', async () => {
    const group = new Group([{}, {}]);
    await group.trip(0, 9_000);
    await group.trip(1, 3_000);
    expect(group.select()).toEqual({ kind: 'none', reason: 'open', retryAfterMs: 3_000 });
  });

  test('passes over those with no room', () => {
    const group = new Group([{ maxParallelRequests: 1 }, {}]);
    group.deployment(0).state.queue.tryEnter();
    expect(group.select()).toBe('pick d1');
    expect(standingOf({ deployment: group.deployment(0), model: 'm0' }, group.input())).toBe(
      'full',
    );
  });

  test('names the one with the shortest queue when none has room', () => {
    const group = new Group([{ maxParallelRequests: 1 }, { maxParallelRequests: 1 }]);
    for (const place of [0, 1]) group.deployment(place).state.queue.tryEnter();
    void group.deployment(0).state.queue.enter(60_000, { onAbort: () => undefined });
    expect(group.select()).toBe('full d1');
  });

  test('finds nobody when all are over their limits', () => {
    const used = new Group([{ rpm: 1 }], { strategy: 'usage-based-routing' });
    used.deployment(0).state.addRequest(0);
    expect(used.select()).toMatchObject({ kind: 'none', reason: 'limits' });
  });

  test('leaves it to the configured strategy among those that remain', () => {
    const group = new Group([{}, {}, {}], { strategy: 'least-busy' });
    group.deployment(0).state.inFlight = 1;
    group.deployment(1).state.inFlight = 1;
    expect(group.select()).toBe('pick d2');
  });
});

describe('a probe that is due', () => {
  async function withDue(parts: readonly Partial<DeploymentConfig>[] = [{}, {}]): Promise<Group> {
    const group = new Group(parts);
    await group.trip(0, 1_000);
    group.advance(1_000);
    return group;
  }

  test('goes first for a request that has failed nowhere yet', async () => {
    expect((await withDue()).select()).toBe('probe d0');
  });

  test('waits for a request that needs no more experiments', async () => {
    const group = await withDue([{}, {}, {}]);
    expect(group.select(tried('d1'))).toBe('pick d2');
  });

  test('is better than nothing', async () => {
    expect((await withDue([{}])).select(tried('d0'))).toBe('probe d0');
  });

  test('of a lower rank does not take calls from a higher one', async () => {
    expect((await withDue([{ order: 2 }, { order: 1 }])).select()).toBe('pick d1');
    expect((await withDue([{ order: 1 }, { order: 2 }])).select()).toBe('probe d0');
  });
});

describe('order', () => {
  const parts = [{ order: 2 }, {}, { order: 1 }, { order: 1 }];

  test('lets only the lowest in', () => {
    const group = new Group(parts);
    expect(group.select({ random: () => 0 })).toBe('pick d2');
    expect(group.select({ random: () => 0.9 })).toBe('pick d3');
  });

  test('moves on to the next when the lowest have failed or are open', async () => {
    const group = new Group(parts);
    expect(group.select(tried('d2', 'd3'))).toBe('pick d0');
    expect(group.select(tried('d2', 'd3', 'd0'))).toBe('pick d1');
    await group.trip(2, 100_000);
    await group.trip(3, 100_000);
    expect(group.select()).toBe('pick d0');
  });
});

describe('deployments that failed this request', () => {
  test('are passed over while there are others', () => {
    const group = new Group([{}, {}]);
    expect(group.select(tried('d0'))).toBe('pick d1');
    expect(group.select({ ...tried('d1'), random: () => 0.9 })).toBe('pick d0');
  });

  test('are used again when nothing else is left', () => {
    expect(new Group([{}]).select(tried('d0'))).toBe('pick d0');
    const ordered = new Group([{ order: 1 }, { order: 2 }]);
    expect(ordered.select(tried('d0', 'd1'))).toBe('pick d0');
  });

  test('are not used again where their place is avoided', () => {
    const group = new Group([{ model: 'same' }, { model: 'same' }, { model: 'other' }]);
    const avoided = new Set([placeOf({ deployment: group.deployment(0), model: 'same' })]);
    expect(group.select({ avoided, random: () => 0 })).toBe('pick d2');
    const all = new Group([{ model: 'same' }, { model: 'same' }]);
    expect(all.select({ avoided })).toEqual({ kind: 'none', reason: 'avoided', retryAfterMs: 0 });
  });
});
