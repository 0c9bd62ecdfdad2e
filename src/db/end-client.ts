import type { Client, ClientBase } from 'pg';
import type { Clock } from '../core/clock.ts';
import { within } from '../core/service-fault.ts';

/** How long a server has to answer a farewell. */
export const FAREWELL_MS = 2_000;

/** Says goodbye; a server that does not answer is left without it. Never rejects. */
export async function endClient(client: Client, clock: Clock): Promise<void> {
  const expire = (): Error => new Error('no answer to the farewell');
  try {
    await within({ clock, timeoutMs: FAREWELL_MS, expire }, client.end());
  } catch {
    sever(client);
  }
}

/** Cuts a connection at once, as a broken network would. */
export function sever(client: ClientBase): void {
  const connection: unknown = Reflect.get(client, 'connection');
  if (hasStream(connection)) connection.stream.destroy();
}

function hasStream(value: unknown): value is { readonly stream: { destroy(): void } } {
  return typeof value === 'object' && value !== null && 'stream' in value;
}
