import { describe, expect, test } from '@jest/globals';
import type { DeploymentConfig, RouterConfig } from '../../../src/config/types.ts';
import { chooseDeployment } from '../../../src/gateway/choose-deployment.ts';
import type { Deployment } from '../../../src/gateway/deployment.ts';
import { routerConfig } from '../../support/config-literals.ts';
import { makeRuntime } from '../../support/gateway.ts';

const NOW = 1_000;

class Group {
  readonly #router: RouterConfig;
  readonly #runtime;

  constructor(parts: readonly Partial<DeploymentConfig>[], router: Partial<RouterConfig> = {}) {
    this.#router = routerConfig(router);
    const deployments = parts.map((part, i) => ({ id: `d${i}`, model: `m${i}`, ...part }));
    this.#runtime = makeRuntime({ deployments });
  }

  deployment(place: number): Deployment {
    const found = this.#runtime.deployments[place];
    if (found === undefined) throw new Error('no such deployment');
    return found;
  }

  rest(place: number, ms: number): void {
    const note = { failureClass: 'transient', retryAfterMs: ms, hasAlternative: true } as const;
    const rules = { allowedFails: 0, cooldownMs: ms, disabled: false };
    this.deployment(place).state.cooldown.onFailure(note, NOW, rules);
  }

  choose(tried: readonly string[] = [], random = 0) {
    const route = this.#runtime.table.resolve('group');
    if (route === null) throw new Error('no route');
    const input = { router: this.#router, now: NOW, random: () => random, tried: new Set(tried) };
    const choice = chooseDeployment(route, input);
    return choice.kind === 'chosen' ? choice.candidate.deployment.id : choice;
  }
}

describe('choosing', () => {
  test('passes over what rests, and comes back to it', () => {
    const group = new Group([{}, {}]);
    group.rest(0, 100);
    expect(group.choose()).toBe('d1');
    expect(new Group([{}, {}]).choose()).toBe('d0');
  });

  test('finds nobody when all rest, and says when the first may be used again', () => {
    const group = new Group([{}, {}]);
    group.rest(0, 9_000);
    group.rest(1, 3_000);
    expect(group.choose()).toEqual({ kind: 'none', reason: 'cooldown', retryAfterMs: 3_000 });
  });

  test('passes over those with no room', () => {
    const group = new Group([{ maxParallelRequests: 1 }, {}]);
    group.deployment(0).state.inFlight = 1;
    expect(group.choose()).toBe('d1');
  });

  test('finds nobody when none has room or all are over their limits', () => {
    const full = new Group([{ maxParallelRequests: 0 }]);
    expect(full.choose()).toMatchObject({ kind: 'none', reason: 'limits' });
    const used = new Group([{ rpm: 1 }], { strategy: 'usage-based-routing' });
    used.deployment(0).state.addRequest(NOW);
    expect(used.choose()).toMatchObject({ kind: 'none', reason: 'limits' });
  });

  test('leaves it to the configured strategy among those that remain', () => {
    const group = new Group([{}, {}, {}], { strategy: 'least-busy' });
    group.deployment(0).state.inFlight = 1;
    group.deployment(1).state.inFlight = 1;
    expect(group.choose()).toBe('d2');
  });
});

describe('order', () => {
  const parts = [{ order: 2 }, {}, { order: 1 }, { order: 1 }];

  test('lets only the lowest in', () => {
    const group = new Group(parts);
    expect([group.choose([], 0), group.choose([], 0.9)]).toEqual(['d2', 'd3']);
  });

  test('moves on to the next when the lowest have failed or rest', () => {
    const group = new Group(parts);
    expect(group.choose(['d2', 'd3'])).toBe('d0');
    expect(group.choose(['d2', 'd3', 'd0'])).toBe('d1');
    group.rest(2, 100);
    group.rest(3, 100);
    expect(group.choose()).toBe('d0');
  });
});

describe('deployments that failed this request', () => {
  test('are passed over while there are others', () => {
    const group = new Group([{}, {}]);
    expect(group.choose(['d0'], 0)).toBe('d1');
    expect(group.choose(['d1'], 0.9)).toBe('d0');
  });

  test('are used again when nothing else is left', () => {
    expect(new Group([{}]).choose(['d0'])).toBe('d0');
    expect(new Group([{ order: 1 }, { order: 2 }]).choose(['d0', 'd1'])).toBe('d0');
  });
});
