import { randomUUID } from 'node:crypto';
import { deleteRows, insertRow, updateRows, type Row } from '../../../db/queries/manage-rows.ts';
import { badRequest } from '../../../gateway/refusals.ts';
import { runChange } from '../change.ts';
import { optionalText, requireText } from '../fields.ts';
import { Refusal } from '../refusal.ts';
import { endOf } from '../times.ts';
import { withWarnings } from '../view.ts';
import { tableOf, type Change, type Operation, type Work } from '../work.ts';
import { showOnce } from './change-keys.ts';
import { findKey } from './find-key.ts';
import { updateKey } from './insert-key.ts';
import { readDuration, readKeyFields } from './key-fields.ts';
import { makeKey, takeKey, tokenOf, type NewKey } from './key-secret.ts';
import { viewKey } from './key-view.ts';

const OWN_FIELDS = ['key', 'new_key', 'grace_period', 'new_master_key'];

/**
 * `POST /key/{key}/regenerate`, `POST /key/regenerate`: another key for the same row. With
 * `grace_period` the old one goes on working that long.
 */
export const regenerateKey: Operation = async (work) => {
  const old = work.params[0] ?? requireText(work.body, 'key');
  refuseMasterKey(work, old);
  const chosen = optionalText(work.body, 'new_key');
  const key = chosen === null ? makeKey() : takeKey(chosen, 'new_key');
  const grace = readDuration(work, 'grace_period');
  return runChange(work, async (change) => {
    const before = await findKey(work, change.tx, { key: old, lock: true });
    const fields = readKeyFields(work, before, OWN_FIELDS);
    const kept = await updateKey(change, before, fields);
    const after = await replaceToken(change, kept, key);
    await keepOldToken(change, { old: String(before['token']), next: key.token, grace });
    const shown = showOnce(await viewKey(work, change.tx, after), key.secret.reveal());
    return withWarnings(shown, fields.ignored);
  });
};

/** Changing the master key re-encrypts the database, which is no matter of one request. */
function refuseMasterKey({ parts, body }: Work, old: string): void {
  const master = parts.gateway.runtime.authenticator.masterHash?.toString('hex');
  if (tokenOf(old) !== master && body['new_master_key'] === undefined) return;
  const message =
    'The master key is not regenerated here: `llmgw reencrypt-db` changes the key of stored secrets.';
  throw new Refusal(badRequest('master_key', message, 'key'));
}

async function replaceToken(change: Change, row: Row, key: NewKey): Promise<Row> {
  const { work, tx, now } = change;
  const rotations = row['rotation_count'];
  const interval = row['auto_rotate'] === true ? row['rotation_interval'] : null;
  const [after] = await updateRows(tx, tableOf(work, 'VerificationToken'), {
    where: [{ column: 'token', is: String(row['token']) }],
    set: {
      token: key.token,
      key_name: key.name,
      rotation_count: (typeof rotations === 'number' ? rotations : 0) + 1,
      last_rotation_at: now,
      key_rotation_at: endOf(work, 'rotation_interval', interval),
    },
  });
  change.touch('key', key.token);
  change.audit({
    action: 'rotated',
    table: 'VerificationToken',
    id: key.token,
    before: row,
    after: after ?? {},
  });
  return after ?? {};
}

interface OldToken {
  readonly old: string;
  readonly next: string;
  /** null: it ends now. */
  readonly grace: string | null;
}

/** Older keys still in their time follow to the newest: readers go one step only. */
async function keepOldToken(change: Change, { old, next, grace }: OldToken): Promise<void> {
  const { work, tx, now } = change;
  if (grace === null && !work.catalog.has('LiteLLM_DeprecatedVerificationToken')) return;
  const place = tableOf(work, 'DeprecatedVerificationToken');
  await deleteRows(tx, place, [{ column: 'token', is: next }]);
  const followers = await updateRows(tx, place, {
    where: [{ column: 'active_token_id', is: old }],
    set: { active_token_id: next },
  });
  for (const { token } of followers) change.touch('key', String(token));
  if (grace === null) return;
  await insertRow(tx, place, {
    id: randomUUID(),
    token: old,
    active_token_id: next,
    revoke_at: endOf(work, 'grace_period', grace),
    created_at: now,
  });
}
