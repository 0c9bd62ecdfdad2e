import type { Client } from 'pg';
import type { Clock, TimerHandle } from '../core/clock.ts';
import type { Ear, Subscription } from './database.ts';
import { endClient } from './end-client.ts';
import { quoteName } from './identifier.ts';

/** What listening needs. */
export interface ListenerParts {
  /** A client that is not connected yet. */
  readonly connect: () => Promise<Client>;
  readonly clock: Clock;
  readonly channels: readonly string[];
  readonly ear: Ear;
}

const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 10_000;

/** One connection that only listens, and comes back when it is lost. */
export class Listener implements Subscription {
  readonly #parts: ListenerParts;
  #client: Client | null = null;
  #retry: TimerHandle | null = null;
  #waitMs = FIRST_WAIT_MS;
  #stopped = false;
  #wasDeaf = false;

  constructor(parts: ListenerParts) {
    this.#parts = parts;
  }

  start(): void {
    void this.#open();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#retry?.cancel();
    const client = this.#client;
    this.#client = null;
    if (client !== null) await endClient(client, this.#parts.clock);
  }

  async #open(): Promise<void> {
    const { connect, channels, ear } = this.#parts;
    let client: Client | null = null;
    try {
      client = await connect();
      this.#hear(client);
      await client.connect();
      // Names of channels cannot be bound.
      await client.query(channels.map((channel) => `LISTEN ${quoteName(channel)}`).join('; '));
    } catch {
      await this.#lose(client);
      return;
    }
    if (this.#stopped) {
      await endClient(client, this.#parts.clock);
      return;
    }
    this.#client = client;
    this.#waitMs = FIRST_WAIT_MS;
    if (this.#wasDeaf) ear.onGap();
    this.#wasDeaf = false;
  }

  #hear(client: Client): void {
    const { ear } = this.#parts;
    client.on('notification', ({ channel, payload }) => ear.onNotice(channel, payload ?? ''));
    client.on('error', () => {});
    client.on('end', () => {
      if (this.#client === client) void this.#lose(null);
    });
  }

  /** Tries again later, ever more seldom. */
  async #lose(client: Client | null): Promise<void> {
    this.#client = null;
    this.#wasDeaf = true;
    if (client !== null) await endClient(client, this.#parts.clock);
    if (this.#stopped) return;
    this.#retry = this.#parts.clock.setTimer(this.#waitMs, () => void this.#open());
    this.#waitMs = Math.min(MAX_WAIT_MS, this.#waitMs * 2);
  }
}
