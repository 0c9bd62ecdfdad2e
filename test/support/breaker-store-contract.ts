import { afterEach, beforeEach, describe } from '@jest/globals';
import { describeDeadlines } from './store-contract/deadlines.ts';
import { describeDelivery } from './store-contract/delivery.ts';
import { describeProbes } from './store-contract/probes.ts';
import { StoreWorld, type StoreUnderTest } from './store-contract/store-world.ts';
import { describeTrips } from './store-contract/trips.ts';

/** What every `BreakerStore` does, whatever it is made of. */
export function describeBreakerStore(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  describe(`${name} keeps the contract of a breaker store`, () => {
    const world = new StoreWorld();
    beforeEach(() => world.start(makeStore));
    afterEach(() => world.close());

    describeTrips(world);
    describeProbes(world);
    describeDeadlines(world);
    describeDelivery(world);
  });
}
