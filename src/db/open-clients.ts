import type { ClientBase } from 'pg';
import { sever } from './end-client.ts';

/** The connections that are open. */
export class OpenClients {
  readonly #clients = new Set<ClientBase>();
  #emptied: () => void = () => {};

  /** Counts a connected client until it has ended. */
  add(client: ClientBase): void {
    this.#clients.add(client);
    client.once('end', () => {
      this.#clients.delete(client);
      if (this.#clients.size === 0) this.#emptied();
    });
  }

  /** Resolves when none is open any more. */
  async empty(): Promise<void> {
    if (this.#clients.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
  }

  /** Cuts those that are still open. */
  cut(): void {
    for (const client of this.#clients) sever(client);
  }
}
