import { LlmgwError } from '../core/errors.ts';
import { ServiceFault } from '../core/service-fault.ts';
import { countRows } from '../db/queries/wipe-count-rows.ts';
import { readTransactionId } from '../db/queries/spend-transaction-id.ts';
import { insertAudit, notifyEverything } from '../db/queries/wipe-record.ts';
import { emptyTargets } from './empty-targets.ts';
import type { ExecuteInput } from './execute-types.ts';
import { readIdentity } from './identity.ts';
import { refuseInterrupted } from './interrupted.ts';
import { lockTargets, strengthenLock } from './lock-targets.ts';
import { readManifest } from './manifest.ts';
import { totalOf } from './production-signs.ts';
import { watchOthers } from './prove-untouched.ts';
import { OutcomeUnknown, settleCommit } from './settle-commit.ts';
import { isSameWipe, type TokenSubject } from './token.ts';
import type { BackupRecord, TableOutcome, WipeResult } from './types.ts';

/**
 * Empties the planned tables in one transaction: all of them or none. Rejects with `E_BUSY` (locks not
 * to be had), `E_REFUSED` (no longer what was planned), `E_FAILED` (verification failed, taken back),
 * `Interrupted`, or the fault of the database; then nothing was changed, unless the error says that it
 * is not known.
 */
export async function executeWipe(input: ExecuteInput): Promise<WipeResult> {
  try {
    return await runTransaction(input);
  } catch (thrown) {
    await input.session.rollback();
    // Of a commit that nobody can tell about it must not be said that nothing was changed.
    if (!(thrown instanceof OutcomeUnknown)) refuseInterrupted(input.signal);
    throw thrown;
  }
}

async function runTransaction(input: ExecuteInput): Promise<WipeResult> {
  const { session, clock, log, failpoint, planned } = input;
  const startedAt = clock.now();
  const mode = firstLock(input);
  await lockTargets(input, mode);
  const lockedAt = clock.now();
  failpoint('lock.after');
  const backup = await takeExactBackup(input);
  failpoint('count.before');
  const found = await recheck(input);
  reportBefore(input, found);
  const witness = await watchOthers(session, oidsOf(found));
  log('truncate.start', { method: planned.request.method, tables: found.manifest.targets.length });
  await emptyTargets(session, planned.request, found.manifest);
  failpoint('truncate.after');
  log('truncate.ok');
  await verifyEmpty(input, found);
  const untouched = await witness.check();
  log('verify.ok', { untouched });
  failpoint('verify.after');
  const xid = await record(input, found, backup);
  const settled = await commit(input, xid);
  const outcome = { tables: outcomesOf(found), dropped: planned.request.scope === 'all', xid };
  const times = { lockWaitMs: lockedAt - startedAt, lockHeldMs: clock.now() - lockedAt };
  const result = { ...outcome, ...times, settled, backup, untouched, warnings: [] };
  failpoint('commit.after');
  return lookAgain(input, result);
}

/** A copy while writers wait needs them kept out before everybody else. */
function firstLock({
  exactBackup,
  planned,
}: ExecuteInput): 'ACCESS EXCLUSIVE' | 'SHARE ROW EXCLUSIVE' {
  const { method, scope } = planned.request;
  return exactBackup !== null || (method === 'delete' && scope !== 'all')
    ? 'SHARE ROW EXCLUSIVE'
    : 'ACCESS EXCLUSIVE';
}

/** Under the lock: it must be the very wipe that was agreed to. */
async function recheck(input: ExecuteInput): Promise<TokenSubject> {
  const { session, database, planned, limits, clock, discardRows, signal } = input;
  const { request, manifest } = planned;
  const { schema } = manifest;
  const identity = await readIdentity(session, database);
  const question = { ...limits, schema, request, clock, signal };
  const found = { identity, request, manifest: await readManifest(session, question) };
  refuseInterrupted(signal);
  const [hindrance] = found.manifest.hindrances;
  if (!isSameWipe(planned, found) || hindrance !== undefined) {
    throw new LlmgwError('E_REFUSED', 'guard token: the database is no longer what was planned', {
      where: database.where,
      hint: 'run `llmgw nuke-db plan` again; nothing was changed',
    });
  }
  const rows = totalOf(found.manifest, 'rows');
  if (discardRows !== null && discardRows !== rows) {
    throw new LlmgwError(
      'E_REFUSED',
      `guard backup: there are ${rows} rows now, not ${discardRows}`,
      {
        hint: 'somebody writes: stop the proxies, or let a backup be made; nothing was changed',
      },
    );
  }
  return found;
}

async function takeExactBackup(input: ExecuteInput): Promise<BackupRecord | null> {
  if (input.exactBackup === null) return input.backup;
  const backup = await input.exactBackup();
  if (input.planned.request.method === 'truncate' || input.planned.request.scope === 'all') {
    await strengthenLock(input);
  }
  return backup;
}

function reportBefore({ log }: ExecuteInput, { manifest }: TokenSubject): void {
  for (const { name, rows, estimated } of manifest.targets) {
    log('count.before', { table: name, n: rows, ...(estimated ? { estimated } : {}) });
  }
}

async function verifyEmpty(
  { session, log, planned }: ExecuteInput,
  found: TokenSubject,
): Promise<void> {
  if (planned.request.scope === 'all') return;
  const { schema, targets } = found.manifest;
  const names = targets.map(({ name }) => name);
  const counts = await countRows(session, schema, names);
  names.forEach((table, at) => log('count.after', { table, n: counts[at] }));
  const left = names.filter((_, at) => counts[at] !== 0);
  if (left.length === 0) return;
  throw new LlmgwError('E_FAILED', `rows are left in ${left.join(', ')}`, {
    hint: 'a trigger or rule may keep them; nothing was changed: everything was rolled back',
  });
}

async function record(
  { session, runId, actor, log }: ExecuteInput,
  { request, manifest }: TokenSubject,
  backup: BackupRecord | null,
): Promise<string> {
  await notifyEverything(session);
  if (actor !== null) {
    const rows = Object.fromEntries(manifest.targets.map(({ name, rows: count }) => [name, count]));
    const kept = backup === null ? null : { folder: backup.folder, sha256: backup.sha256 };
    const detail = { ...request, schema: manifest.schema, rows, backup: kept };
    await insertAudit(session, { runId, command: 'nuke-db', actor, detail });
  }
  const xid = String(await readTransactionId(session));
  log('commit.start', { xid });
  return xid;
}

/** True when the answer was lost and a second look said that it is done. */
async function commit(input: ExecuteInput, xid: string): Promise<boolean> {
  const { session, log, failpoint, signal } = input;
  refuseInterrupted(signal);
  try {
    await session.commit(() => failpoint('commit.sent'));
  } catch (thrown) {
    if (!(thrown instanceof ServiceFault)) throw thrown;
    log('commit.ambiguous', { xid });
    await settleCommit(input, xid);
    log('commit.ok', { xid, settled: true });
    return true;
  }
  log('commit.ok', { xid });
  return false;
}

/** Writers that waited come in at once: that is no failure. Nor is it that we cannot look. */
async function lookAgain(input: ExecuteInput, result: WipeResult): Promise<WipeResult> {
  if (result.dropped) return result;
  const { database, log, planned } = input;
  const names = result.tables.map(({ table }) => table);
  try {
    const counts = await countRows(database, planned.manifest.schema, names);
    log('post.verify.ok', { arrived_after: counts.reduce((sum, rows) => sum + rows, 0) });
    const tables = result.tables.map((one, at) => ({ ...one, arrivedAfter: counts[at] ?? null }));
    return { ...result, tables };
  } catch {
    log('post.verify.failed');
    const warning = 'the tables could not be counted once more; the wipe itself is committed';
    return { ...result, warnings: [...result.warnings, warning] };
  }
}

function outcomesOf({ manifest }: TokenSubject): TableOutcome[] {
  return manifest.targets.map(({ name, rows, estimated }) => ({
    table: name,
    before: rows,
    estimated,
    after: 0,
    arrivedAfter: null,
  }));
}

function oidsOf({ manifest }: TokenSubject): number[] {
  return manifest.targets.map(({ oid }) => oid);
}
