import type { Clock, TimerHandle } from '../../core/clock.ts';
import { Breaker } from './breaker.ts';
import type { BreakerEvent, BreakerListener, HoldEvent, TransitionEvent } from './events.ts';
import type { BreakerSettings } from './settings.ts';
import type { BreakerStore, SharedState } from './store.ts';
import { isOfCredential, quarantineReason } from './suspicion.ts';
import type { BreakerKey, OverrideRequest } from './types.ts';

/** What a registry is made of. */
export interface RegistryParts {
  readonly store: BreakerStore;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

const TICK_MS = 500;

/**
 * The breakers of this process. Keeps them across reloads of the configuration, tells them what the
 * store says, and lets those of one credential share what is the credential's.
 */
export class BreakerRegistry {
  readonly #store: BreakerStore;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #breakers = new Map<string, Breaker>();
  readonly #listeners = new Set<BreakerListener>();
  /** Told by the store about breakers that were not asked for yet. */
  readonly #unclaimed = new Map<string, { readonly shared: SharedState; readonly at: number }>();
  /** By deployment: an operator means all of its breakers, also those to come. */
  readonly #overrides = new Map<
    string,
    { readonly request: OverrideRequest; readonly at: number }
  >();
  /** By breaker: the generation of its settings. */
  readonly #configuredBy = new Map<string, number>();
  #generation = 0;
  #timer: TimerHandle | null = null;
  #unsubscribe: (() => void) | null = null;

  constructor(parts: RegistryParts) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#random = parts.random;
  }

  /** The breaker of the key, made if need be, with these settings from now on. */
  get(key: BreakerKey, settings: BreakerSettings, generation = this.nextGeneration()): Breaker {
    const id = idOf(key);
    const known = this.#breakers.get(id);
    // A request from before a reload brings settings and a credential that are no longer true.
    if (known !== undefined && generation < (this.#configuredBy.get(id) ?? 0)) return known;
    this.#configuredBy.set(id, generation);
    if (known === undefined) return this.#make(key, settings);
    known.configure(settings, this.#clock.now(), key);
    return known;
  }

  /** A number higher than all before: settings of a later configuration rule. */
  nextGeneration(): number {
    this.#generation += 1;
    return this.#generation;
  }

  all(): readonly Breaker[] {
    return [...this.#breakers.values()];
  }

  ofDeployment(id: string): readonly Breaker[] {
    return this.all().filter(({ key }) => key.deployment === id);
  }

  /** Forgets the breakers of all other deployments; calls that are under way may still settle. */
  retain(deploymentIds: ReadonlySet<string>): void {
    for (const [id, { key }] of this.#breakers) {
      if (deploymentIds.has(key.deployment)) continue;
      this.#breakers.delete(id);
      this.#configuredBy.delete(id);
    }
    for (const deployment of this.#overrides.keys()) {
      if (!deploymentIds.has(deployment)) this.#overrides.delete(deployment);
    }
  }

  /** Sets an operator's state for all breakers of a deployment; null takes it away. */
  async override(deployment: string, request: OverrideRequest | null): Promise<void> {
    if (request === null) this.#overrides.delete(deployment);
    else this.#overrides.set(deployment, { request, at: this.#clock.now() });
    await this.#each(deployment, (breaker) => breaker.override(request));
  }

  /** Closes all breakers of a deployment at once; nothing of the past is kept. */
  async reset(deployment: string): Promise<void> {
    this.#overrides.delete(deployment);
    await this.#each(deployment, (breaker) => breaker.reset());
  }

  /** Opens the closed breakers of a deployment for `ms`. */
  async trip(deployment: string, ms: number, reason: string): Promise<void> {
    await this.#each(deployment, (breaker) => breaker.trip(ms, reason));
  }

  /** Tells every event of every breaker; the answer ends that. Listeners must not throw. */
  onEvent(listener: BreakerListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Listens to the store, learns what it knows already, and begins to tick. */
  start(): void {
    this.#unsubscribe = this.#store.subscribe((id, shared) => this.#hear(id, shared));
    void this.#learn();
    this.#tickLater();
  }

  /** Ends all that, and closes the store. */
  async close(): Promise<void> {
    this.#timer?.cancel();
    this.#unsubscribe?.();
    this.#listeners.clear();
    await this.#store.close();
  }

  #make(key: BreakerKey, settings: BreakerSettings): Breaker {
    const breaker = new Breaker({
      ...{ key, settings, store: this.#store, clock: this.#clock, random: this.#random },
      emit: (event) => this.#emit(event),
    });
    this.#breakers.set(breaker.id, breaker);
    const told = this.#unclaimed.get(breaker.id);
    if (told !== undefined) breaker.adopt(told.shared, told.at);
    this.#unclaimed.delete(breaker.id);
    this.#join(breaker);
    return breaker;
  }

  /** A new breaker finds what holds for its deployment and its credential. */
  #join(breaker: Breaker): void {
    const now = this.#clock.now();
    const wish = this.#overrides.get(breaker.key.deployment);
    const ttlMs = wish === undefined ? 0 : wish.request.ttlMs - (now - wish.at);
    if (wish !== undefined && ttlMs > 0) void breaker.override({ ...wish.request, ttlMs });
    for (const sibling of this.#siblings(breaker.key)) {
      const { hold, quarantine, lastFailure } = sibling.snapshot(now);
      if (hold !== null) breaker.shareHold(now + hold.remainingMs, now);
      if (quarantine !== null && isOfCredential(quarantine)) {
        breaker.shareQuarantine(quarantine, lastFailure, now);
      }
    }
  }

  #emit(event: BreakerEvent): void {
    for (const listener of this.#listeners) listener(event);
    if (event.credential === null) return;
    if (event.kind === 'hold') this.#shareHold(event);
    if (event.kind === 'transition') this.#shareQuarantine(event);
  }

  /** Only the breaker that got the 429 has a failure to show: what is shared is not shared on. */
  #shareHold(event: HoldEvent): void {
    if (event.failure === null) return;
    const until = event.at + event.holdMs;
    for (const sibling of this.#siblings(event)) sibling.shareHold(until, event.at);
  }

  #shareQuarantine(event: TransitionEvent): void {
    const reason = quarantineReason(this.#breakers.get(event.id)?.cause ?? null);
    if (reason === null || !isOfCredential(reason)) return;
    for (const sibling of this.#siblings(event)) {
      if (event.to === 'CLOSED') sibling.endQuarantine(reason, event.at);
      else if (event.to === 'OPEN' && event.scope === 'local') {
        sibling.shareQuarantine(reason, event.failure, event.at);
      }
    }
  }

  #siblings({ credential, deployment, operation }: BreakerKey): readonly Breaker[] {
    if (credential === null) return [];
    const own = idOf({ deployment, operation });
    return this.all().filter(({ id, key }) => key.credential === credential && id !== own);
  }

  #hear(id: string, shared: SharedState): void {
    const at = this.#clock.now();
    const breaker = this.#breakers.get(id);
    if (breaker === undefined) this.#unclaimed.set(id, { shared, at });
    else breaker.adopt(shared, at);
  }

  /** What a store that cannot be reached knows, it will tell when it can. */
  async #learn(): Promise<void> {
    try {
      for (const [id, shared] of await this.#store.snapshot()) this.#hear(id, shared);
    } catch {
      // Nothing is known, as before.
    }
  }

  async #each(deployment: string, act: (breaker: Breaker) => Promise<void>): Promise<void> {
    await Promise.all(this.ofDeployment(deployment).map(act));
  }

  #tickLater(): void {
    this.#timer = this.#clock.setTimer(TICK_MS, () => {
      const now = this.#clock.now();
      for (const breaker of this.#breakers.values()) breaker.tick(now);
      this.#tickLater();
    });
  }
}

function idOf({ deployment, operation }: Pick<BreakerKey, 'deployment' | 'operation'>): string {
  return `${deployment}:${operation}`;
}
