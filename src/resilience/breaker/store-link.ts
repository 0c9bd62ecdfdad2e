import type { Clock } from '../../core/clock.ts';
import type { Adoption } from './adoption.ts';
import type { Announcer } from './announcer.ts';
import type { SharedState, Verdicted } from './store.ts';
import type { BreakerFailure } from './types.ts';

/** What a link is made of. */
export interface LinkParts {
  readonly clock: Clock;
  readonly announcer: Announcer;
  readonly adoption: Adoption;
}

/**
 * A breaker's line to its store. Sends commands, takes over what they answer, and goes on without a
 * store that cannot be reached. What the store tells while a command is under way waits for the
 * answer, so that a breaker's own decisions are not news from somebody else.
 */
export class StoreLink {
  readonly #clock: Clock;
  readonly #announcer: Announcer;
  readonly #adoption: Adoption;
  #underWay = 0;
  #heard: { readonly shared: SharedState; readonly at: number } | null = null;
  #isDegraded = false;

  constructor(parts: LinkParts) {
    this.#clock = parts.clock;
    this.#announcer = parts.announcer;
    this.#adoption = parts.adoption;
  }

  /** Takes over what the store told of its own accord; later, while a command is under way. */
  hear(shared: SharedState, now: number): void {
    if (this.#underWay === 0) this.#adoption.take(shared, now, { scope: 'shared', failure: null });
    else if (shared.version > (this.#heard?.shared.version ?? 0)) this.#heard = { shared, at: now };
  }

  /**
   * Sends a command that may be refused; `failure` is why it is sent. The answer has been taken over
   * by then. Null when the store could not be reached. Never rejects.
   */
  async ask(
    send: () => Promise<Verdicted>,
    failure: BreakerFailure | null = null,
  ): Promise<Verdicted | null> {
    this.#underWay++;
    const reply = await this.#reach(send);
    this.#underWay--;
    if (reply !== null) {
      const scope = reply.ok ? 'local' : 'shared';
      this.#adoption.take(reply.shared, this.#clock.now(), { scope, failure });
    }
    this.#hearWhatWaited();
    return reply;
  }

  /**
   * Sends a command that is always obeyed; false when the store could not be reached. `moves`: it is
   * a transition; of the others, a transition that their answer tells is somebody else's.
   */
  async tell(send: () => Promise<SharedState>, moves = true): Promise<boolean> {
    return (await this.ask(async () => ({ ok: moves, shared: await send() }))) !== null;
  }

  async #reach(send: () => Promise<Verdicted>): Promise<Verdicted | null> {
    try {
      const reply = await send();
      this.#note(null);
      return reply;
    } catch (error) {
      this.#note(error instanceof Error ? error.name : 'unknown');
      return null;
    }
  }

  #note(trouble: string | null): void {
    const isDegraded = trouble !== null;
    if (isDegraded === this.#isDegraded) return;
    this.#isDegraded = isDegraded;
    const kind = isDegraded ? 'store_degraded' : 'store_recovered';
    this.#announcer.tell(this.#clock.now(), { kind, reason: trouble ?? 'answers again' });
  }

  #hearWhatWaited(): void {
    const heard = this.#heard;
    if (heard === null || this.#underWay > 0) return;
    this.#heard = null;
    this.#adoption.take(heard.shared, heard.at, { scope: 'shared', failure: null });
  }
}
