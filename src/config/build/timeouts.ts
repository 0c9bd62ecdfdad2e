import { child, type MapNode } from '../node.ts';
import type { AttemptTimeouts } from '../types.ts';
import { asMilliseconds } from '../values.ts';

/** A time in milliseconds; 0 counts as not written, as in LiteLLM. */
export function readTime(map: MapNode | null, ...keys: readonly string[]): number | null {
  for (const key of keys) {
    const ms = asMilliseconds(child(map, key));
    if (ms !== null && ms > 0) return ms;
  }
  return null;
}

/** The limits that a `timeouts` map of ours names. */
export function readTimeouts(map: MapNode | null): Partial<AttemptTimeouts> {
  const connectMs = readTime(map, 'connect');
  const firstTokenMs = readTime(map, 'first_token');
  const failoverMs = readTime(map, 'first_token_failover');
  const idleMs = readTime(map, 'idle');
  const totalMs = readTime(map, 'total');
  return {
    ...(connectMs === null ? {} : { connectMs }),
    // What is written for the first token holds whoever else is there, unless that is written too.
    ...(firstTokenMs === null ? {} : { firstTokenMs, firstTokenFailoverMs: null }),
    ...(failoverMs === null ? {} : { firstTokenFailoverMs: failoverMs }),
    ...(idleMs === null ? {} : { idleMs }),
    ...(totalMs === null ? {} : { totalMs }),
  };
}
