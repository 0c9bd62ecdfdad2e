import { startChaosProvider, type ChaosProvider } from '../../src/chaos/server.ts';
import { systemClock } from '../../src/core/clock.ts';

/** The provider of every fault, in this process; `speed` divides its waits. */
export function startFaultProvider(speed: number): Promise<ChaosProvider> {
  return startChaosProvider({ host: '127.0.0.1', port: 0, speed, clock: systemClock });
}
