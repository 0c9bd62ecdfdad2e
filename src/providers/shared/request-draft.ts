import { spliceTopLevel } from '../../core/json-scan.ts';
import type { LlmRequest } from '../../core/llm.ts';

/**
 * The parameters of one attempt: the client's request seen through the changes made so far. The
 * request itself is never touched; with no change its own bytes go out.
 */
export class RequestDraft {
  readonly #request: LlmRequest;
  readonly #changes = new Map<string, unknown>();

  constructor(request: LlmRequest) {
    this.#request = request;
  }

  /** The present value; `undefined` when absent. Shared with other attempts: never modify it. */
  get(name: string): unknown {
    return this.#changes.has(name) ? this.#changes.get(name) : this.#request.json[name];
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  set(name: string, value: unknown): void {
    this.#changes.set(name, value);
  }

  remove(name: string): void {
    if (this.has(name)) this.#changes.set(name, undefined);
  }

  /** Moves a value to another name, unless that one is taken; the old name is gone either way. */
  rename(from: string, to: string): void {
    if (!this.has(from)) return;
    if (!this.has(to)) this.set(to, this.get(from));
    this.remove(from);
  }

  /** Names of all present parameters. */
  names(): string[] {
    const names = new Set([...Object.keys(this.#request.json), ...this.#changes.keys()]);
    return [...names].filter((name) => this.has(name));
  }

  /** All parameters as one new object; values are shared. */
  toObject(): Record<string, unknown> {
    return Object.fromEntries(this.names().map((name) => [name, this.get(name)]));
  }

  /** The body to send: the client's bytes with only the changed members spliced. */
  toBody(): Buffer {
    if (this.#changes.size === 0) return this.#request.body;
    const texts = new Map<string, string | undefined>();
    for (const [name, value] of this.#changes) {
      texts.set(name, value === undefined ? undefined : JSON.stringify(value));
    }
    return spliceTopLevel(this.#request.body, this.#request.spans, texts);
  }
}
