import { updateRows, type Row } from '../../../db/queries/manage-rows.ts';
import { runChange } from '../change.ts';
import { optionalText, requireText } from '../fields.ts';
import { withWarnings } from '../view.ts';
import { tableOf, type Operation } from '../work.ts';
import { findKey } from './find-key.ts';
import { insertKey, updateKey } from './insert-key.ts';
import { readKeyFields } from './key-fields.ts';
import { makeKey, takeKey } from './key-secret.ts';
import { viewKey } from './key-view.ts';

/** `POST /key/generate`: the only answer, but for a regeneration, with the key itself. */
export const generateKey: Operation = async (work) => {
  const chosen = optionalKey(work.body, 'key');
  const key = chosen === null ? makeKey() : takeKey(chosen, 'key');
  const fields = readKeyFields(work);
  const view = await runChange(work, async (change) =>
    viewKey(work, change.tx, await insertKey(change, key, fields)),
  );
  return withWarnings(showOnce(view, key.secret.reveal()), fields.ignored);
};

/** `POST /key/update`: only what the body names; null takes something away. */
export const changeKey: Operation = async (work) => {
  const key = requireKey(work.body);
  return runChange(work, async (change) => {
    const before = await findKey(work, change.tx, { key, lock: true });
    const fields = readKeyFields(work, before);
    const after = await viewKey(work, change.tx, await updateKey(change, before, fields));
    return withWarnings({ key: before['token'], ...after }, fields.ignored);
  });
};

/** `POST /key/block` */
export const blockKey: Operation = setBlocked(true);

/** `POST /key/unblock` */
export const unblockKey: Operation = setBlocked(false);

function setBlocked(blocked: boolean): Operation {
  return async (work) => {
    const key = requireKey(work.body);
    return runChange(work, async (change) => {
      const before = await findKey(work, change.tx, { key, lock: true });
      const token = String(before['token']);
      const [after] = await updateRows(change.tx, tableOf(work, 'VerificationToken'), {
        where: [{ column: 'token', is: token }],
        set: { blocked, updated_at: change.now, updated_by: change.actor },
      });
      change.touch('key', token);
      const action = blocked ? 'blocked' : 'updated';
      change.audit({ action, table: 'VerificationToken', id: token, before, after: after ?? {} });
      return viewKey(work, change.tx, after ?? before);
    });
  };
}

/** A row with the key itself: `token_id` is what LiteLLM also calls the hash. */
export function showOnce(row: Row, key: string): Row {
  return { key, ...row, token_id: row['token'] };
}

/** A key may be longer than other names. */
function optionalKey(body: Row, field: string): string | null {
  const value = body[field];
  return typeof value === 'string' && value.length > 255 ? value : optionalText(body, field);
}

function requireKey(body: Row): string {
  return optionalKey(body, 'key') ?? requireText(body, 'key');
}
