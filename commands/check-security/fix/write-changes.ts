import { chmodSync, chownSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LlmgwError, messageOf } from '../../../src/core/errors.ts';
import { isSecretBearing } from '../collect/secret-bearing.ts';
import { tryRead } from '../collect/try-read.ts';
import { readOriginal } from './original-file.ts';
import type { FileChange } from './plan-fixes.ts';

const MARK = '\uFEFF';
const PRIVATE = 0o600;
const PUBLIC = 0o644;

/**
 * Writes the changed files. All new versions are laid beside the old ones first, so that a full disk
 * changes nothing; then each takes its place in one step. Throws `E_IO`.
 */
export function writeChanges(cwd: string, changes: readonly FileChange[]): void {
  for (const change of changes) refuseIfChanged(cwd, change);
  const texts = changes.filter(({ text, original }) => text !== original.text);
  const staged: { readonly from: string; readonly to: string }[] = [];
  try {
    for (const change of texts) staged.push(stage(change));
    for (const { from, to } of staged) renameSync(from, to);
    for (const { mode, original } of changes) {
      if (mode !== null) chmodSync(original.target, mode);
    }
  } catch (cause) {
    for (const { from } of staged) rmSync(from, { force: true });
    throw new LlmgwError('E_IO', `a fix cannot be written: ${messageOf(cause)}`, {
      hint: 'check the permissions of the folder, and run it again: what was mended stays mended',
      cause,
    });
  }
}

function refuseIfChanged(cwd: string, { path, original }: FileChange): void {
  const now = readOriginal(cwd, path);
  if (now?.text === original.text && now.mode === original.mode) return;
  throw new LlmgwError('E_IO', 'a file changed while it was checked; nothing was written', {
    where: path,
    hint: 'run it again',
  });
}

function stage(change: FileChange): { readonly from: string; readonly to: string } {
  const { target, mark, mode } = change.original;
  const from = join(dirname(target), `.${basename(target)}.llmgw-${process.pid}`);
  const usual = isSecretBearing(change.path) ? PRIVATE : PUBLIC;
  // Never wider than it will be, not even for a moment.
  writeFileSync(from, (mark === 'utf8' ? MARK : '') + change.text, { mode: PRIVATE, flag: 'wx' });
  const stats = tryRead(() => statSync(target));
  if (stats !== null) tryRead(() => chownSync(from, stats.uid, stats.gid));
  chmodSync(from, change.mode ?? mode ?? usual);
  return { from, to: target };
}
