/** The part of `process` that signals come from. */
export interface SignalSource {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  off(event: string, listener: (...args: unknown[]) => void): unknown;
}

/**
 * Signal listeners of which only the newest is called, so that a command takes a signal over from
 * the program's default and gives it back by removing its listener.
 */
export class SignalStack {
  readonly #source: SignalSource;
  readonly #listeners = new Map<string, (() => void)[]>();
  readonly #handlers = new Map<string, () => void>();

  constructor(source: SignalSource) {
    this.#source = source;
  }

  /** Adds a listener on top; the returned function removes it, wherever it then is. */
  push(signal: string, listener: () => void): () => void {
    const stack = this.#listeners.get(signal) ?? this.#subscribe(signal);
    stack.push(listener);
    return () => {
      const at = stack.lastIndexOf(listener);
      if (at !== -1) stack.splice(at, 1);
      if (stack.length === 0) this.#unsubscribe(signal);
    };
  }

  #subscribe(signal: string): (() => void)[] {
    const stack: (() => void)[] = [];
    const handler = (): void => stack.at(-1)?.();
    this.#listeners.set(signal, stack);
    this.#handlers.set(signal, handler);
    this.#source.on(signal, handler);
    return stack;
  }

  /** Gives the signal back to the system's default: a second Ctrl-C then ends the process. */
  #unsubscribe(signal: string): void {
    const handler = this.#handlers.get(signal);
    if (handler !== undefined) this.#source.off(signal, handler);
    this.#handlers.delete(signal);
    this.#listeners.delete(signal);
  }
}
