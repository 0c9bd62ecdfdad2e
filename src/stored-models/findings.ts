import type { Finding } from '../diagnostics/finding.ts';
import type { SecretPlace } from './secret-box.ts';

/** A model that is left out, because what it needs cannot be decrypted. */
export function unreadableFinding(
  { id, name }: { readonly id: string; readonly name: string },
  places: readonly SecretPlace[],
): Finding {
  const where = places.map(({ table, column, path }) => `${table}.${column}: ${path}`).join(', ');
  return {
    code: 'LGW051',
    name: 'stored-secret-unreadable',
    severity: 'warning',
    message: `model "${name}" (${id}) is left out: no key opens ${where}`,
    help: 'give the key it was encrypted with as LITELLM_SALT_KEY, or save the model anew',
  };
}
