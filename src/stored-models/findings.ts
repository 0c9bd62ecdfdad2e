import type { Finding } from '../diagnostics/finding.ts';
import type { SecretPlace } from './secret-box.ts';

/** A model of which something cannot be decrypted. */
export interface UnreadableModel {
  readonly id: string;
  readonly name: string;
  readonly places: readonly SecretPlace[];
}

/** A model that is left out, or goes on as it was read before, because it cannot be decrypted. */
export function unreadableFinding({ id, name, places }: UnreadableModel, isKept: boolean): Finding {
  const where = places.map(({ table, column, path }) => `${table}.${column}: ${path}`).join(', ');
  return {
    code: 'LGW051',
    name: 'stored-secret-unreadable',
    severity: 'warning',
    message: `model "${name}" (${id}) ${isKept ? 'is served as it was before' : 'is left out'}: no key opens ${where}`,
    help: 'give the key it was encrypted with as LITELLM_SALT_KEY, or save the model anew',
  };
}
