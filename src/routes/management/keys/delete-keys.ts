import {
  deleteRows,
  findRows,
  keepDeleted,
  type Condition,
} from '../../../db/queries/manage-rows.ts';
import { runChange } from '../change.ts';
import { requireTexts } from '../fields.ts';
import { notThere, wrongField } from '../refusal.ts';
import { tableIfThere, tableOf, type Change, type Operation, type Work } from '../work.ts';
import { tokenOf } from './key-secret.ts';

/** `POST /key/delete`: all of `keys` (or `key_aliases`), or none. */
export const deleteKeys: Operation = async (work) => {
  const { column, names, field } = readNames(work);
  return runChange(work, async (change) => {
    const place = tableOf(work, 'VerificationToken');
    const where = [{ column, oneOf: names }];
    const rows = await findRows(change.tx, place, { where, lock: true });
    const found = new Set(rows.map((row) => row[column]));
    if (!names.every((name) => found.has(name))) throw notThere('key', field);
    const tokens = rows.map(({ token }) => String(token));
    await removeKeys(change, tokens);
    return { deleted_keys: tokens };
  });
};

/** Removes keys by their hashes, and keeps a copy where LiteLLM does. */
export async function removeKeys(change: Change, tokens: readonly string[]): Promise<void> {
  const { work, tx } = change;
  if (tokens.length === 0) return;
  const where: readonly Condition[] = [{ column: 'token', oneOf: tokens }];
  const from = tableOf(work, 'VerificationToken');
  const to = { ...from, table: 'LiteLLM_DeletedVerificationToken' };
  await keepDeleted(tx, { from, to }, { where, extra: deletionOf(change) });
  const mappings = tableIfThere(work, 'JWTKeyMapping');
  if (mappings !== null) await deleteRows(tx, mappings, where);
  const deprecated = tableIfThere(work, 'DeprecatedVerificationToken');
  if (deprecated !== null) {
    await deleteRows(tx, deprecated, [{ column: 'active_token_id', oneOf: tokens }]);
  }
  await deleteRows(tx, from, where);
  for (const token of tokens) {
    change.touch('key', token);
    change.audit({ action: 'deleted', table: 'VerificationToken', id: token });
  }
}

/** What the copy of a deleted row says about the deletion. */
export function deletionOf({ now, actor, work }: Change): Readonly<Record<string, unknown>> {
  return {
    deleted_at: now,
    deleted_by: actor,
    deleted_by_api_key: work.caller.keyHash,
    litellm_changed_by: work.changedBy,
  };
}

interface Names {
  readonly column: 'token' | 'key_alias';
  readonly names: readonly string[];
  readonly field: string;
}

function readNames({ body }: Work): Names {
  if (body['keys'] !== undefined && body['key_aliases'] !== undefined) {
    throw wrongField('key_aliases', 'and "keys" exclude each other');
  }
  if (body['key_aliases'] !== undefined) {
    const names = requireTexts(body, 'key_aliases');
    return { column: 'key_alias', names, field: 'key_aliases' };
  }
  const names = [...new Set(requireTexts(body, 'keys').map(tokenOf))];
  return { column: 'token', names, field: 'keys' };
}
