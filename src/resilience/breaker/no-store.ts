import type { BreakerStore, SharedState, Verdicted } from './store.ts';

/** A store that nobody reaches: its breakers decide everything by themselves, and tell nobody. */
export class NoStore implements BreakerStore {
  report(): Promise<Verdicted> {
    return unreachable();
  }

  acquire(): Promise<Verdicted> {
    return unreachable();
  }

  renew(): Promise<Verdicted> {
    return unreachable();
  }

  settle(): Promise<Verdicted> {
    return unreachable();
  }

  hold(): Promise<SharedState> {
    return unreachable();
  }

  override(): Promise<SharedState> {
    return unreachable();
  }

  reset(): Promise<SharedState> {
    return unreachable();
  }

  snapshot(): Promise<ReadonlyMap<string, SharedState>> {
    return unreachable();
  }

  subscribe(): () => void {
    return () => undefined;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function unreachable(): Promise<never> {
  return Promise.reject(new Error('there is no store'));
}
