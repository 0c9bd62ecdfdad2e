import type { Clock } from '../core/clock.ts';
import { BoundedStates } from './bounded-states.ts';
import type { ModelBudget } from './budget-rules.ts';

interface Window {
  startedAt: number;
  windowMs: number | null;
  spent: number;
}

const MAX_IDLE = 100_000;

/**
 * What keys spent on models that have a budget of their own. No table holds it: it is known since
 * this process began. Windows begin with the first charge.
 */
export class ModelSpend {
  readonly #clock: Clock;
  readonly #windows: BoundedStates<Window>;

  constructor(clock: Clock, maxIdle = MAX_IDLE) {
    this.#clock = clock;
    this.#windows = new BoundedStates(maxIdle, (window) => this.#isOver(window));
  }

  /** US dollars in the window that runs. */
  spent({ id }: ModelBudget): number {
    const window = this.#windows.get(id);
    return window === undefined || this.#isOver(window) ? 0 : window.spent;
  }

  charge({ id, windowMs }: ModelBudget, amount: number): void {
    const startedAt = this.#clock.now();
    const window =
      this.#windows.get(id) ?? this.#windows.add(id, { startedAt, windowMs, spent: 0 });
    if (this.#isOver(window)) {
      window.startedAt = startedAt;
      window.spent = 0;
    }
    window.windowMs = windowMs;
    window.spent += amount;
  }

  #isOver({ startedAt, windowMs }: Window): boolean {
    return windowMs !== null && this.#clock.now() - startedAt >= windowMs;
  }
}
