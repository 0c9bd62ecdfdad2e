import type { FoundKey, KeyLookup } from './principal.ts';

/**
 * `allow_requests_on_db_unavailable`: what looks like a virtual key, and cannot be checked because the
 * database is away, is let in. What is known of a key goes on to bind it.
 */
export function admitUnchecked(find: KeyLookup): KeyLookup {
  return (keyHash) => {
    const found = find(keyHash);
    return found instanceof Promise ? found.then(orUnchecked) : orUnchecked(found);
  };
}

function orUnchecked(found: FoundKey): FoundKey {
  if (found === null || found === 'unchecked' || !('status' in found)) return found;
  return found.code === 'database_unavailable' ? 'unchecked' : found;
}
